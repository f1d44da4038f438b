using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;
using SyncOps.Grains.Storage;
using SyncOps.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// Storage's clock at the last reading plus the monotonic time since. Where a reading finds storage's clock behind what was already
/// told, time runs at half speed until both agree: it neither goes back nor stands still. What time was is stored with everything and
/// cannot be taken back, so a reading far ahead counts only once those of some seconds agree with it: a machine that was asleep is right,
/// a clock that is put right again is not.
/// </summary>
public sealed class StorageClock : BackgroundService, IStorageClock
{
    /// <summary>No clock drifts, and no reading comes late, by as much.</summary>
    private static readonly TimeSpan MostAtOnce = TimeSpan.FromSeconds(5);

    /// <summary>How long readings must agree before time steps ahead with them, and how often they are taken until then.</summary>
    private static readonly TimeSpan Doubtful = TimeSpan.FromSeconds(10), PeriodInDoubt = TimeSpan.FromSeconds(1);

    /// <summary>Clocks of storage and machine that are further apart are worth a word at the start.</summary>
    private static readonly TimeSpan MostApart = TimeSpan.FromMinutes(5);

    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly ILogger<StorageClock> _logger;
    private volatile Reading? _reading;
    private Doubt? _doubt;
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
        var (told, read) = (_reading is null ? stored : Now, _time.GetTimestamp());
        if (stored - told > MostAtOnce)
        {
            if (!IsConfirmed(stored, told, read)) return;
        }
        else if (_doubt is not null)
        {
            _logger.LogInformation("Storage's clock reads {Stored:u} again, close to the time that went on meanwhile", stored);
        }
        _doubt = null;
        _reading = new Reading(stored, told, read);
    }

    /// <summary>Whether readings have told the same for long enough; one that tells something else is the first of others.</summary>
    private bool IsConfirmed(DateTimeOffset stored, DateTimeOffset told, long read)
    {
        if (_doubt is not { } doubt || (stored - doubt.At(_time)).Duration() > MostAtOnce)
        {
            _doubt = new Doubt(stored, read);
            _logger.LogWarning(
                "Storage's clock reads {Stored:u} where the time is {Told:u} by its readings so far: that is followed in {Doubtful}, "
                + "if the readings until then agree", stored, told, Doubtful);
            return false;
        }
        if (_time.GetElapsedTime(doubt.Read, read) < Doubtful) return false;
        _logger.LogWarning("Time goes on from {Told:u} to {Stored:u}, which storage's clock still reads", told, stored);
        return true;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Synchronise(cancellationToken);
        var (stored, own) = (Now, _time.GetUtcNow());
        if ((stored - own).Duration() > MostApart)
        {
            _logger.LogWarning(
                "Storage's clock reads {Stored:u} and this machine's {Own:u}: live sites go by storage's; put right the one that is wrong",
                stored, own);
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TrySynchronise(stoppingToken);
                timer.Period = _doubt is null ? _period : PeriodInDoubt;
            }
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

    /// <summary>The first of the readings ahead that agree.</summary>
    private sealed record Doubt(DateTimeOffset Stored, long Read)
    {
        public DateTimeOffset At(TimeProvider time) => Stored + time.GetElapsedTime(Read);
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
