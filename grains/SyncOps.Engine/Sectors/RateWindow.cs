namespace SyncOps.Engine.Sectors;

/// <summary>
/// An hourly rate from the last hour of amounts, recent ones weighing more: five-minute bins, each older one counting 0.85 of the
/// next. It depends only on amounts and their instants, never on the order in which they came.
/// </summary>
[GenerateSerializer, Alias("rateWindow")]
public sealed class RateWindow
{
    private const int Bins = 12;
    private const double Decay = 0.85;

    /// <summary>A rate is not read from less than this: one early burst would pass for a flood.</summary>
    private const double MinObservedHours = 0.25;
    private static readonly long BinTicks = TimeSpan.FromMinutes(5).Ticks;

    [Id(0)] private long[] _millionths = new long[Bins];
    [Id(1)] private long _newestBin = -1;
    [Id(2)] private long _firstTicks = -1;

    /// <summary>Adds an amount at an instant. Amounts older than an hour before the newest are past and left out.</summary>
    public void Add(DateTimeOffset at, Units units)
    {
        var bin = at.UtcTicks / BinTicks;
        if (_firstTicks < 0 || at.UtcTicks < _firstTicks) _firstTicks = at.UtcTicks;
        Advance(bin);
        if (bin > _newestBin - Bins) _millionths[bin % Bins] += units.Millionths;
    }

    /// <summary>Minutes of observation behind the rate at an instant, 0..60.</summary>
    public double ObservedMinutes(DateTimeOffset now)
        => _firstTicks < 0 ? 0 : Math.Clamp(TimeSpan.FromTicks(now.UtcTicks - _firstTicks).TotalMinutes, 0, 60);

    /// <summary>Units per hour as estimated at an instant; 0 before the first amount.</summary>
    public double PerHour(DateTimeOffset now)
    {
        if (_firstTicks < 0) return 0;
        var current = now.UtcTicks / BinTicks;
        double units = 0, hours = 0, weight = 1;
        for (var age = 0; age < Bins; age++, weight *= Decay)
        {
            var bin = current - age;
            var from = Math.Max(bin * BinTicks, _firstTicks);
            var to = Math.Min((bin + 1) * BinTicks, now.UtcTicks);
            if (to > from) hours += weight * (to - from) / TimeSpan.TicksPerHour;
            if (bin <= _newestBin && bin > _newestBin - Bins) units += weight * _millionths[bin % Bins] / 1e6;
        }
        return units / Math.Max(hours, MinObservedHours);
    }

    private void Advance(long bin)
    {
        if (bin <= _newestBin) return;
        var stale = _newestBin < 0 ? Bins : Math.Min(bin - _newestBin, Bins);
        for (var i = 0; i < stale; i++) _millionths[(bin - i) % Bins] = 0;
        _newestBin = bin;
    }
}
