namespace SyncOps.Engine.Capacity;

/// <summary>
/// Who could serve where in the long run: classes of servers, their rates, and how often a unit of work visits each sector. The static
/// planning problem of a flexible queueing network (Andradottir, Ayhan, Down 2003; Dai, Lin 2005).
/// </summary>
public sealed record CapacityModel
{
    /// <summary>Servers of each class, at least 0.</summary>
    public required IReadOnlyList<double> Servers { get; init; }

    /// <summary>Service rate of one server of a class (row) in a sector (column), units/h, at least 0; 0: it cannot work there.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> UnitsPerHour { get; init; }

    /// <summary>Visits to each sector per unit that enters the network, at least 0, some above 0.</summary>
    public required IReadOnlyList<double> Visits { get; init; }

    public int Sectors => Visits.Count;
    public int Classes => Servers.Count;

    /// <summary>What is wrong with the model, naming the value and the rule; null when nothing is.</summary>
    public string? Fault()
    {
        if (UnitsPerHour.Count != Classes) return $"UnitsPerHour has {UnitsPerHour.Count} rows, but there are {Classes} classes.";
        if (Visits.All(v => v == 0)) return "Visits are all 0: no sector has work, so throughput has no limit.";
        for (var c = 0; c < Classes; c++)
        {
            if (!IsAmount(Servers[c])) return NotAnAmount($"Servers[{c}]", Servers[c]);
            if (UnitsPerHour[c].Count != Sectors)
                return $"UnitsPerHour[{c}] has {UnitsPerHour[c].Count} rates, but there are {Sectors} sectors.";
            for (var s = 0; s < Sectors; s++)
                if (!IsAmount(UnitsPerHour[c][s])) return NotAnAmount($"UnitsPerHour[{c}][{s}]", UnitsPerHour[c][s]);
        }
        for (var s = 0; s < Sectors; s++)
            if (!IsAmount(Visits[s])) return NotAnAmount($"Visits[{s}]", Visits[s]);
        return null;

        static bool IsAmount(double value) => value >= 0 && double.IsFinite(value);
        static string NotAnAmount(string name, double value) => $"{name} is {value}: it must be a number of at least 0.";
    }
}
