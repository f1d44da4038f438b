namespace SyncOps.Engine.Horizon;

/// <summary>
/// A floor over a rolling horizon of equal buckets, as the reallocation search sees it: work that waits and comes, classes of workers who
/// are alike, and what waiting, lateness and moving cost. The law is a deterministic fluid in discrete time. In bucket t a worker who is
/// in sector j at both ends of it serves there; one who changes sector during it serves in the new one for what the way leaves of it.
/// <c>served = min(q + arrivals, capacity)</c>, the rest waits, and what is served waits downstream from the end of the bucket.
/// Flat arrays: by sector and bucket at [t * Sectors + j], by class and sector at [c * Sectors + j], by class and bucket at
/// [c * Buckets + t].
/// </summary>
public sealed class HorizonModel
{
    public required int Sectors { get; init; }
    public required int Classes { get; init; }
    public required int Buckets { get; init; }

    /// <summary>Units that a worker of a class serves in a sector in a whole bucket, by class and sector; 0: may not stand there.</summary>
    public required double[] Rates { get; init; }

    /// <summary>Where served work goes, in order of <see cref="HorizonLink.From"/>.</summary>
    public required HorizonLink[] Links { get; init; }

    /// <summary>Units that come from outside, by sector and bucket.</summary>
    public required double[] Arrivals { get; init; }

    /// <summary>Units that wait at the start, by sector.</summary>
    public required double[] Backlog { get; init; }

    /// <summary>Cost of a unit that waits at the end of a bucket, by sector.</summary>
    public required double[] WaitCost { get; init; }

    /// <summary>Workers at the start, by class and sector.</summary>
    public required int[] Staff { get; init; }

    /// <summary>Cost of one move of one worker.</summary>
    public double MoveCost { get; init; }

    /// <summary>Share of a bucket that a move takes, 0..1, from sector i to j at [i * Sectors + j]; null: all of it.</summary>
    public double[]? MoveLoss { get; init; }

    /// <summary>Share of a bucket that a class works (shifts, breaks), 0..1, by class and bucket; null: all of every bucket.</summary>
    public double[]? Attendance { get; init; }

    /// <summary>Fewest workers in a sector at the end of a bucket; null: none.</summary>
    public int[]? MinStaff { get; init; }

    /// <summary>Most workers in a sector at the end of a bucket; null: any number.</summary>
    public int[]? MaxStaff { get; init; }

    public HorizonCutOff[] CutOffs { get; init; } = [];

    public int Workers => Staff.Sum();
}

/// <summary>Of each unit served in <see cref="From"/>, <see cref="Units"/> units arrive in <see cref="To"/> a bucket later.</summary>
public readonly record struct HorizonLink(int From, int To, double Units);

/// <summary>What is not among the first <see cref="Units"/> served in a sector through bucket <see cref="Bucket"/> is late.</summary>
public readonly record struct HorizonCutOff(int Sector, int Bucket, double Units, double CostPerLateUnit);
