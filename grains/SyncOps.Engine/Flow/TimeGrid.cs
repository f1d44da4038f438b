namespace SyncOps.Engine.Flow;

/// <summary>
/// The steps of a roll-out in minutes from now: of one minute for the first hour, where advice needs to be exact, then of five
/// to the horizon; the last one ends at the horizon.
/// </summary>
public sealed class TimeGrid
{
    public const double FineUntilMinutes = 60;
    public const double FineStepMinutes = 1;
    public const double CoarseStepMinutes = 5;

    /// <summary>Steps of the longest horizon, 24 h: 60 + (1,440 - 60) / 5.</summary>
    public const int MaxSteps = 336;

    private readonly double[] _edges;

    /// <summary>Throws when the horizon is not in [1 h, 24 h].</summary>
    public TimeGrid(TimeSpan horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(horizon, TimeSpan.FromHours(24));
        HorizonMinutes = horizon.TotalMinutes;
        Steps = (int)(FineUntilMinutes / FineStepMinutes) + (int)Math.Ceiling((HorizonMinutes - FineUntilMinutes) / CoarseStepMinutes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Steps, MaxSteps, nameof(horizon));
        _edges = new double[Steps + 1];
        for (var i = 0; i <= Steps; i++)
            _edges[i] = Math.Min(HorizonMinutes, i <= FineUntilMinutes ? i : FineUntilMinutes + (i - FineUntilMinutes) * CoarseStepMinutes);
        HorizonHours = EdgeHours(HorizonMinutes);
    }

    public int Steps { get; }
    public double HorizonMinutes { get; }

    /// <summary>Steps + 1 instants, rising from 0 to the horizon; step i lies between edges i and i + 1.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary><see cref="EdgeHours"/> of the whole horizon.</summary>
    public double[] HorizonHours { get; }

    /// <summary>
    /// By edge, what a value there, linear to its neighbours, adds to the hours until a time in [0, horizon]: weights for
    /// <see cref="Hours"/>.
    /// </summary>
    public double[] EdgeHours(double untilMinutes)
    {
        var weights = new double[Steps + 1];
        for (var i = 0; i < Steps && _edges[i] < untilMinutes; i++)
        {
            var minutes = Math.Min(untilMinutes, _edges[i + 1]) - _edges[i];
            var atEnd = minutes / Length(i) / 2;
            weights[i] += minutes * (1 - atEnd) / 60;
            weights[i + 1] += minutes * atEnd / 60;
        }
        return weights;
    }

    /// <summary>
    /// What something linear between the edges adds up to, in hours of it: <paramref name="first"/> at the first edge, the rest after it,
    /// with weights of <see cref="EdgeHours"/>.
    /// </summary>
    public static double Hours(double first, ReadOnlySpan<double> rest, ReadOnlySpan<double> edgeHours)
    {
        // Four sums at once: an addition need not wait for the one before, and the order is the same on any machine.
        var hours = edgeHours[1..];
        rest = rest[..hours.Length];
        var (a, b, c, d) = (first * edgeHours[0], 0.0, 0.0, 0.0);
        var t = 0;
        for (; t + 3 < hours.Length; t += 4)
        {
            a += rest[t] * hours[t];
            b += rest[t + 1] * hours[t + 1];
            c += rest[t + 2] * hours[t + 2];
            d += rest[t + 3] * hours[t + 3];
        }
        for (; t < hours.Length; t++) a += rest[t] * hours[t];
        return a + b + (c + d);
    }

    public double Length(int step) => _edges[step + 1] - _edges[step];

    /// <summary>The step that a time falls into; the first for the past, <see cref="Steps"/> at and after the horizon.</summary>
    public int StepAt(double minutes)
    {
        if (minutes <= 0) return 0;
        if (minutes >= HorizonMinutes) return Steps;
        return minutes < FineUntilMinutes
            ? (int)minutes
            : (int)FineUntilMinutes + (int)((minutes - FineUntilMinutes) / CoarseStepMinutes);
    }

    /// <summary>
    /// Adds a constant rate (units/h) that lasts between two times, in minutes, to the steps it falls into: exact, not rounded to steps.
    /// </summary>
    internal void Spread(Span<double> steps, double unitsPerHour, double from, double until)
    {
        from = Math.Max(from, 0);
        until = Math.Min(until, HorizonMinutes);
        if (until <= from || unitsPerHour == 0) return;
        for (var t = StepAt(from); t < Steps && _edges[t] < until; t++)
            steps[t] += unitsPerHour / 60 * (Math.Min(until, _edges[t + 1]) - Math.Max(from, _edges[t]));
    }

    /// <summary>
    /// As <see cref="Spread"/>, for a rate that rises linearly from 0 at <paramref name="origin"/> to its full height so many minutes
    /// later: exact.
    /// </summary>
    internal void SpreadRising(Span<double> steps, double unitsPerHour, double from, double until, double origin, double riseMinutes)
    {
        from = Math.Max(from, 0);
        until = Math.Min(until, HorizonMinutes);
        if (until <= from || unitsPerHour == 0) return;
        for (var t = StepAt(from); t < Steps && _edges[t] < until; t++)
            steps[t] += unitsPerHour / 60 * (Risen(Math.Min(until, _edges[t + 1])) - Risen(Math.Max(from, _edges[t])));

        // Minutes at full rate that the work from the origin until an instant is worth.
        double Risen(double minutes)
        {
            var since = minutes - origin;
            if (since <= 0) return 0;
            return since >= riseMinutes ? since - riseMinutes / 2 : since * since / (2 * riseMinutes);
        }
    }
}
