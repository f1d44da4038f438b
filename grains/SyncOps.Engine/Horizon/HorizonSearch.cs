using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// Looks for the plan of least cost by annealings from several starts: the rounded relaxation, which knows what has to move together on a
/// large floor, the plan of some buckets ago, and nobody moving; on the smallest floors by a beam search besides.
/// </summary>
public static class HorizonSearch
{
    /// <summary>
    /// First temperatures of the annealings that start from nobody moving. The best of them counts: one alone sometimes freezes far from
    /// the optimum, and which temperature suits differs by floor.
    /// </summary>
    private static readonly double[] Heats = [1, 1.5, 0.7, 2];

    /// <summary>A budget, in buckets of sectors rolled out, that leaves little to be found on a floor of some ten workers.</summary>
    public const long UsualWork = 1_200_000;

    /// <summary>First temperature from a start that is good already.</summary>
    private const double LowHeat = 0.1;

    /// <summary>Share of the work that the beam search may take where it can be asked.</summary>
    private const double BeamShare = 0.4;

    /// <summary>Work per worker and bucket from which it pays to start from nobody moving.</summary>
    private const long WorkPerStep = 3000;

    /// <summary>The best plan found with so much work (0: nobody moves); never worse than nobody moving.</summary>
    public static HorizonPlan Solve(HorizonModel model, long work, ulong seed = 1) => Solve(model, new HorizonBudget(work, 0), seed);

    /// <summary>
    /// The best plan found within the budget; never worse than nobody moving, and rarely than going on with the plan of
    /// <paramref name="bucketsLater"/> buckets ago.
    /// </summary>
    public static HorizonPlan Solve(
        HorizonModel model, HorizonBudget budget, ulong seed = 1, HorizonPlan? before = null, int bucketsLater = 1)
    {
        var rollout = new HorizonRollout(model);
        var best = new HorizonIncumbent(rollout);
        RelaxedPoint? relaxed = null;
        if (rollout.Workers > 0 && model.Sectors > 1 && budget.Work > 0)
        {
            var beamWork = (long)(BeamShare * budget.Work);
            var beam = HorizonBeam.Of(model, beamWork);
            var work = beam is null ? budget.Work : budget.Work - beamWork;
            var starts = Starts(model, budget, best.Paths.ToArray(), before, bucketsLater, ref relaxed);
            var annealing = new HorizonAnnealing(model, rollout, RandomStream.For(seed, "horizon"), best);
            foreach (var (paths, heat) in starts)
            {
                rollout.Take(paths);
                annealing.Run(heat, work / starts.Count);
            }
            rollout.Take(best.Paths);
            var below = rollout.Broken == 0 ? rollout.Cost : double.PositiveInfinity;
            if (beam?.Search(rollout.UnitCosts(), below) is { } staff)
            {
                rollout.Take(HorizonPaths.Follow(model, staff));
                best.Offer(rollout);
            }
        }
        rollout.Take(best.Paths);
        return WithoutDetours(model, rollout, HorizonPlan.Of(model, rollout, relaxed));
    }

    /// <summary>Two of a class who change places, or pass a place on, need not have moved: the same counts with fewer moves.</summary>
    private static HorizonPlan WithoutDetours(HorizonModel model, HorizonRollout rollout, HorizonPlan plan)
    {
        rollout.Take(HorizonPaths.Follow(model, plan.Staff));
        return rollout.Broken == plan.Broken && rollout.Cost < plan.Cost ? HorizonPlan.Of(model, rollout, plan.Relaxed) : plan;
    }

    private static List<(short[] Paths, double Heat)> Starts(
        HorizonModel model, HorizonBudget budget, short[] still, HorizonPlan? before, int bucketsLater, ref RelaxedPoint? relaxed)
    {
        var starts = new List<(short[], double)>();
        // A plan of a floor with other classes or sectors says nothing about this one.
        if (before is not null && (before.Sectors != model.Sectors || before.Classes != model.Classes)) before = null;
        if (before is not null) starts.Add((HorizonPaths.Follow(model, before.Later(model, bucketsLater)), LowHeat));
        if (budget.Rounds > 0)
        {
            var relaxation = new HorizonRelaxation(model);
            if (before?.Relaxed is { } point) relaxation.Start(point, bucketsLater);
            relaxed = relaxation.Improve(budget.Rounds);
            starts.Add((HorizonPaths.Follow(model, HorizonPaths.Round(model, relaxation.Staff())), LowHeat));
        }
        if (budget.Work >= WorkPerStep * model.Workers * model.Buckets || starts.Count == 0)
            foreach (var heat in Heats) starts.Add((still, heat));
        return starts;
    }
}
