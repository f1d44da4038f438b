using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SyncOps.Silo.Storage;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class StorageClockTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly SqliteTestStore _test = new();

    // The process's own clock is a year off, on purpose.
    private readonly FakeTimeProvider _time = new(Noon.AddYears(-1));
    private readonly StorageClock _clock;

    public StorageClockTests() => _clock = new StorageClock(
        _test.Store, _time, Options.Create(_test.Options), NullLogger<StorageClock>.Instance);

    public void Dispose()
    {
        _clock.Dispose();
        _test.Dispose();
    }

    [Fact]
    public void It_is_storages_time_plus_the_time_since()
    {
        _clock.Follow(Noon);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Noon.AddSeconds(10), _clock.Now);
    }

    [Fact]
    public void A_reading_ahead_is_followed_at_once()
    {
        _clock.Follow(Noon);
        _clock.Follow(Noon.AddMinutes(1));
        Assert.Equal(Noon.AddMinutes(1), _clock.Now);
    }

    [Fact]
    public void A_reading_behind_slows_time_to_half_until_both_agree()
    {
        _clock.Follow(Noon);
        _clock.Follow(Noon.AddSeconds(-10));
        Assert.Equal(Noon, _clock.Now);

        _time.Advance(TimeSpan.FromSeconds(8));     // told 12:00:00 + 8/2; storage is at 11:59:58
        Assert.Equal(Noon.AddSeconds(4), _clock.Now);

        _time.Advance(TimeSpan.FromSeconds(12));    // both at 12:00:10: 20/2 after noon, and 20 after 11:59:50
        Assert.Equal(Noon.AddSeconds(10), _clock.Now);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Noon.AddSeconds(15), _clock.Now);
    }

    [Fact]
    public void Before_the_first_reading_there_is_no_time()
        => Assert.Throws<InvalidOperationException>(() => _clock.Now);
}
