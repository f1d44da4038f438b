using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;
using SyncOps.Grains.Storage;
using SyncOps.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// Storage's clock at the last reading plus the monotonic time since. Where a reading finds storage's clock behind what was already
/// told, time runs at half speed until both agree: it neither goes back nor stands still.
/// </summary>
public sealed class StorageClock : BackgroundService, IStorageClock
{
    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly ILogger<StorageClock> _logger;
    private volatile Reading? _reading;
    private long _lastTicks;

    public StorageClock(IStore store, TimeProvider time, IOptions<StorageOptions> options, ILogger<StorageClock> logger)
    {
        _store = store;
        _time = time;
        _period = options.Value.ClockSync;
        _logger = logger;
    }

    /// <summary>UTC, to about a millisecond. Throws <see cref="InvalidOperationException"/> before the first reading.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var reading = _reading
                ?? throw new InvalidOperationException("Storage's clock was not read yet: the host starts it before everything else.");
            var ticks = reading.At(_time).UtcTicks;

            // A caller that still holds the previous reading may have told a later time already.
            var last = Interlocked.Read(ref _lastTicks);
            while (ticks > last)
            {
                var seen = Interlocked.CompareExchange(ref _lastTicks, ticks, last);
                if (seen == last) return new DateTimeOffset(ticks, TimeSpan.Zero);
                last = seen;
            }

            return new DateTimeOffset(last, TimeSpan.Zero);
        }
    }

    /// <summary>Reads storage's clock and follows it from here on.</summary>
    public async Task Synchronise(CancellationToken cancellation) => Follow(await _store.ReadClock(cancellation));

    internal void Follow(DateTimeOffset stored)
    {
        var told = _reading is null ? stored : Now;
        _reading = new Reading(stored, told, _time.GetTimestamp());
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Synchronise(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TrySynchronise(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _logger.LogDebug("Storage's clock is no longer read");
        }
    }

    private async Task TrySynchronise(CancellationToken cancellation)
    {
        try
        {
            await Synchronise(cancellation);
        }
        catch (StorageUnavailableException failure)
        {
            _logger.LogWarning(failure, "Storage's clock could not be read; time goes on from the last reading");
        }
    }

    private sealed record Reading(DateTimeOffset Stored, DateTimeOffset Told, long Timestamp)
    {
        public DateTimeOffset At(TimeProvider time)
        {
            var elapsed = time.GetElapsedTime(Timestamp);
            var followed = Stored + elapsed;
            var slowed = Told + elapsed / 2;
            return followed > slowed ? followed : slowed;
        }
    }
}
