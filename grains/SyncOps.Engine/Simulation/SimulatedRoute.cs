using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// Work on the way from one sector to another. What is completed upstream becomes whole units downstream; the fraction is carried in
/// millionths, so nothing is lost: completed x share x unitsPerUnit = delivered + <see cref="UnderWay"/> + the fraction.
/// </summary>
internal sealed class SimulatedRoute(int from, int to, Route spec)
{
    private readonly Queue<(DateTimeOffset Due, long Units)> _underWay = new();
    private readonly TimeSpan _delay = TimeSpan.FromMinutes(spec.DelayMinutes);
    private readonly long _millionthsPerUnit = Quantities.Units.Of(spec.Share * spec.UnitsPerUnit).Millionths;
    private long _fraction;

    public int From => from;
    public int To => to;
    public long UnderWay { get; private set; }

    /// <summary>Takes what the upstream sector completed.</summary>
    public void Send(long completed, DateTimeOffset now)
    {
        _fraction += completed * _millionthsPerUnit;
        var (whole, rest) = Math.DivRem(_fraction, 1_000_000);
        _fraction = rest;
        Enqueue(now + _delay, whole);
    }

    /// <summary>What arrives by an instant.</summary>
    public long Deliver(DateTimeOffset now)
    {
        var units = 0L;
        while (_underWay.TryPeek(out var next) && next.Due <= now) units += _underWay.Dequeue().Units;
        UnderWay -= units;
        return units;
    }

    /// <summary>
    /// Takes up what the totals of both ends say is under way, spread evenly over the delay. More than <paramref name="most"/> units
    /// is not believed.
    /// </summary>
    public void Resume(long completed, long arrived, DateTimeOffset now, long most)
    {
        var (whole, rest) = Math.DivRem(completed * _millionthsPerUnit, 1_000_000);
        _fraction = rest;
        var missing = Math.Clamp(whole - arrived, 0, most);
        for (var i = 1; i <= missing; i++) Enqueue(now + _delay * i / missing, 1);
    }

    private void Enqueue(DateTimeOffset due, long units)
    {
        if (units == 0) return;
        _underWay.Enqueue((due, units));
        UnderWay += units;
    }
}
