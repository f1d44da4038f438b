namespace SyncOps.Engine.Estimation;

/// <summary>
/// How much completions vary by chance, learned from neighbouring observations of a pace: what differs from one to the next beyond what
/// the pace itself may have changed by is chance.
/// </summary>
/// <param name="Excess">Sum of the variance over the mean that the differences told.</param>
/// <param name="Differences">How many there were.</param>
/// <param name="LastAt">When the last observation was.</param>
/// <param name="LastDeviation">And what it was.</param>
/// <param name="LastUnits">Units at standard rates in it.</param>
[GenerateSerializer, Immutable, Alias("estimation.serviceChance")]
public readonly record struct ServiceChance(
    [property: Id(0)] double Excess, [property: Id(1)] double Differences, [property: Id(2)] DateTimeOffset LastAt,
    [property: Id(3)] double LastDeviation, [property: Id(4)] double LastUnits)
{
    /// <summary>Variance of completions over their mean before any was seen: service times whose sd is half their mean.</summary>
    private const double Before = 0.25;

    /// <summary>That weighs as much as so many differences, and at most so many are remembered.</summary>
    private const double Weight = 6;
    private const double MostDifferences = 200;

    /// <summary>Nothing is so regular, nor so irregular.</summary>
    private const double Least = 0.01;
    private const double Most = 4;

    /// <summary>Observations further apart than this, hours, tell more of the pace than of chance.</summary>
    private const double Near = 0.5;

    /// <summary>Variance of the number completed over its mean.</summary>
    public double PerUnit => Math.Clamp((Weight * Before + Excess) / (Weight + Differences), Least, Most);

    /// <summary>With an observation more: real over standard less 1, of so many units at standard rates.</summary>
    public ServiceChance After(DateTimeOffset at, double deviation, double units)
    {
        var next = this with { LastAt = at, LastDeviation = deviation, LastUnits = units };
        var hours = (at - LastAt).TotalHours;
        if (LastUnits <= 0 || hours > Near) return next;
        var drift = 0.0;
        foreach (var part in DriftModel.Pace.Parts) drift += 2 * part.Sd * part.Sd * (1 - part.Left(hours));
        var difference = deviation - LastDeviation;
        var told = Math.Clamp((difference * difference - drift) / (1 / units + 1 / LastUnits), 0, Most);
        var kept = Math.Min(1, MostDifferences / (Differences + 1));
        return next with { Excess = kept * (Excess + told), Differences = kept * (Differences + 1) };
    }
}
