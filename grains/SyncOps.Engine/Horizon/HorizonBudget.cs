namespace SyncOps.Engine.Horizon;

/// <summary>What a search may spend: amounts of work and not of time, so that the same model gives the same plan on any machine.</summary>
/// <param name="Work">Buckets of sectors that may be rolled out, at 10 to 20 ns each; 0: nobody moves.</param>
/// <param name="Rounds">Rounds of 40 steps on the linear relaxation; 0: it is not asked.</param>
public readonly record struct HorizonBudget(long Work, int Rounds)
{
    /// <summary>For a floor of up to some ten workers: little is left to be found.</summary>
    public static readonly HorizonBudget Small = new(HorizonSearch.UsualWork, 20);

    /// <summary>For a floor of any size of which nothing is known yet: some 300 ms for 500 workers in 50 sectors over 24 buckets.</summary>
    public static HorizonBudget Cold(HorizonModel model)
        => model.Workers <= 12 ? Small : new HorizonBudget(Math.Max(8_000_000, 16_000L * model.Workers), 60);

    /// <summary>
    /// For a floor that was planned a bucket ago: a tenth of that time, a third of it on the relaxation. Over 200 resolves of eight floors
    /// plans were 3.3 % above their linear bound with 4 rounds and twice the work, 2.0 % with 12 to 20 rounds.
    /// </summary>
    public static HorizonBudget Warm(HorizonModel model)
        => model.Workers <= 12 ? Small : new HorizonBudget(Math.Max(400_000, 800L * model.Workers), 16);
}
