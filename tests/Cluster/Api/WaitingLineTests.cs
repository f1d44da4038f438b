using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using SyncOps.Api;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>
/// Two may be under way, three wait for at most a second, in a line that does not end only one, and whoever comes beyond that is refused.
/// </summary>
public sealed class WaitingLineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WaitingLine _line;
    private readonly RateLimitLease[] _underWay;

    public WaitingLineTests()
    {
        _line = new WaitingLine(underWay: 2, waiting: 3, standing: 1, TimeSpan.FromSeconds(1), _time);
        _underWay = [_line.AttemptAcquire(), _line.AttemptAcquire()];
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public async Task Who_waits_gets_through_in_turn_as_others_end()
    {
        Assert.All(_underWay, lease => Assert.True(lease.IsAcquired));
        var (first, second) = (Come(), Come());
        Assert.False(first.IsCompleted || second.IsCompleted);

        _underWay[0].Dispose();
        Assert.True((await first).IsAcquired);
        Assert.False(second.IsCompleted);
        _underWay[1].Dispose();
        Assert.True((await second).IsAcquired);
    }

    [Fact]
    public async Task Who_finds_the_line_full_is_refused_at_once()
    {
        _ = (Come(), Come(), Come());
        var fourth = Come();
        Assert.True(fourth.IsCompleted);
        Assert.False((await fourth).IsAcquired);
    }

    [Fact]
    public async Task A_line_that_does_not_end_is_short_until_it_has_been_empty()
    {
        var first = Come();
        _time.Advance(TimeSpan.FromSeconds(0.6));
        var second = Come();
        _underWay[0].Dispose();
        using var next = await first;
        _time.Advance(TimeSpan.FromSeconds(0.6));
        var refused = Come();
        Assert.True(refused.IsCompleted);
        Assert.False((await refused).IsAcquired);

        _underWay[1].Dispose();
        using var last = await second;
        Assert.DoesNotContain(new[] { Come(), Come(), Come() }, waiting => waiting.IsCompleted);
    }

    [Fact]
    public async Task Who_has_waited_for_as_long_as_allowed_is_refused_and_makes_room()
    {
        var first = Come();
        _time.Advance(TimeSpan.FromSeconds(0.6));
        var second = Come();
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.False((await first).IsAcquired);
        Assert.False(second.IsCompleted);

        _underWay[0].Dispose();
        Assert.True((await second).IsAcquired);
        Assert.False(Come().IsCompleted);
    }

    [Fact]
    public async Task Whose_sender_has_gone_is_not_waited_for()
    {
        using var gone = new CancellationTokenSource();
        var first = _line.AcquireAsync(1, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _underWay[0].Dispose();
        Assert.True((await Come()).IsAcquired);
    }

    private Task<RateLimitLease> Come() => _line.AcquireAsync(1, TestContext.Current.CancellationToken).AsTask();
}
