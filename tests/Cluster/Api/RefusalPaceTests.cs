using Microsoft.Extensions.Time.Testing;
using SyncOps.Api;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>The more are refused in a second, the longer they are asked to wait, and not all equally long.</summary>
public sealed class RefusalPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RefusalPace _pace;

    public RefusalPaceTests() => _pace = new RefusalPace(_time);

    [Fact]
    public void A_few_wait_for_a_second() => Assert.All(Refuse(49), wait => Assert.Equal(1, wait));

    [Fact]
    public void Many_wait_longer_and_do_not_come_back_together()
    {
        Refuse(150);
        _time.Advance(TimeSpan.FromSeconds(1));
        // Three times 50 in the second before: three seconds more in the mean.
        var waits = Refuse(140).CountBy(wait => wait).OrderBy(w => w.Key).ToArray();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], waits.Select(w => w.Key));
        Assert.All(waits, w => Assert.Equal(20, w.Value));
    }

    [Fact]
    public void Nobody_waits_longer_than_21_s_and_a_quiet_second_ends_it()
    {
        Assert.Equal(21, Refuse(100_000).Max());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([1], Refuse(1));
    }

    private int[] Refuse(int refusals) => [.. Enumerable.Range(0, refusals).Select(_ => _pace.Next())];
}
