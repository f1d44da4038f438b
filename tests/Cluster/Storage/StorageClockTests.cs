using Microsoft.Extensions.Logging;
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
    private readonly HeardLog _log = new();
    private readonly LoggerFactory _loggers;
    private readonly StorageClock _clock;

    public StorageClockTests()
    {
        _loggers = new LoggerFactory([_log]);
        _clock = new StorageClock(_test.Store, _time, Options.Create(_test.Options), _loggers.CreateLogger<StorageClock>());
    }

    public void Dispose()
    {
        _clock.Dispose();
        _loggers.Dispose();
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
    public void A_reading_five_seconds_ahead_is_followed_at_once()
    {
        _clock.Follow(Noon);
        _clock.Follow(Noon.AddSeconds(5));
        Assert.Equal(Noon.AddSeconds(5), _clock.Now);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_clock_that_is_a_day_ahead_for_a_moment_and_put_right_changes_nothing_and_is_told()
    {
        _clock.Follow(Noon);
        Read(ahead: TimeSpan.FromDays(1), seconds: 9);
        Assert.Equal(Noon.AddSeconds(9), _clock.Now);
        var line = Assert.Single(_log.Lines);
        Assert.Contains("2026-03-03 12:00:01Z", line, StringComparison.Ordinal);
        Assert.Contains("2026-03-02 12:00:01Z", line, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(1));
        _clock.Follow(Noon.AddSeconds(10));
        Assert.Equal(Noon.AddSeconds(10), _clock.Now);

        // Ahead once more: what was read before it was put right does not count.
        Read(ahead: TimeSpan.FromDays(1), seconds: 9, from: 10);
        Assert.Equal(Noon.AddSeconds(19), _clock.Now);
    }

    [Fact]
    public void A_step_ahead_is_followed_once_the_readings_of_ten_seconds_agree_with_it()
    {
        _clock.Follow(Noon);
        Read(ahead: TimeSpan.FromHours(1), seconds: 10);
        Assert.Equal(Noon.AddSeconds(10), _clock.Now);

        Read(ahead: TimeSpan.FromHours(1), seconds: 1, from: 10);
        Assert.Equal(Noon.AddHours(1).AddSeconds(11), _clock.Now);
        Assert.Equal(2, _log.Lines.Count());
    }

    [Fact]
    public void Readings_ahead_of_which_each_tells_another_time_are_not_followed()
    {
        _clock.Follow(Noon);
        for (var second = 1; second <= 30; second++) Read(ahead: TimeSpan.FromMinutes(second % 2 + 1), seconds: 1, from: second - 1);
        Assert.Equal(Noon.AddSeconds(30), _clock.Now);
    }

    [Fact]
    public async Task A_clock_in_doubt_is_read_every_second()
    {
        var (started, ahead) = (_time.GetUtcNow(), TimeSpan.Zero);
        _test.SetClock(() => Noon + (_time.GetUtcNow() - started) + ahead);
        await _clock.StartAsync(TestContext.Current.CancellationToken);
        ahead = TimeSpan.FromHours(1);

        await TestSite.Until(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(_clock.Now);
            },
            now => now > Noon.AddHours(1));

        // 30 s to the first reading, and 10 s more; some are lost while the threads of a busy machine wait.
        Assert.InRange((_time.GetUtcNow() - started).TotalSeconds, 40, 55);
        await _clock.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(-6, 1)]
    public async Task At_the_start_a_clock_more_than_five_minutes_off_the_machines_is_told(int minutes, int lines)
    {
        _test.SetClock(() => _time.GetUtcNow().AddMinutes(minutes));
        await _clock.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(_time.GetUtcNow().AddMinutes(minutes), _clock.Now);
        Assert.Equal(lines, _log.Lines.Count(line => line.Contains("this machine's", StringComparison.Ordinal)));
        await _clock.StopAsync(TestContext.Current.CancellationToken);
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

    /// <summary>A reading a second, of a clock that is ahead.</summary>
    private void Read(TimeSpan ahead, int seconds, int from = 0)
    {
        for (var second = from + 1; second <= from + seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _clock.Follow(Noon.AddSeconds(second) + ahead);
        }
    }
}
