namespace SyncOps.Engine.Horizon;

/// <summary>What a search may spend: amounts of work and not of time, so that the same model gives the same plan on any machine.</summary>
/// <param name="Work">Buckets of sectors that may be rolled out, at 5 to 10 ns each; 0: nobody moves.</param>
/// <param name="Rounds">Rounds of 40 steps on the linear relaxation; 0: it is not asked.</param>
public readonly record struct HorizonBudget(long Work, int Rounds)
{
    /// <summary>For a floor of up to some ten workers: little is left to be found.</summary>
    public static readonly HorizonBudget Small = new(1_200_000, 10);

    /// <summary>For a floor of any size of which nothing is known yet.</summary>
    public static readonly HorizonBudget Cold = new(8_000_000, 60);

    /// <summary>For a floor that was planned a bucket ago.</summary>
    public static readonly HorizonBudget Warm = new(2_000_000, 6);
}
