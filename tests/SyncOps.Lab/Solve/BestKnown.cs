using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Solve;

/// <summary>The least cost that is known of a floor on which no proof can be had, and the best bound.</summary>
public static class BestKnown
{
    /// <summary>Several times what a cold plan may spend.</summary>
    private static readonly HorizonBudget Long = new(60_000_000, 200);

    private const int LongSearches = 2;

    private static readonly TimeSpan BoundLimit = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The best of a given plan, long searches of the engine and an exact solver that goes on from there for as long as it may; the bound
    /// is the better of the linear relaxation's and the exact solver's.
    /// </summary>
    public static (double Cost, double Bound) Of(HorizonModel model, HorizonPlan plan, TimeSpan limit)
    {
        var best = plan;
        for (ulong seed = 2; seed < 2 + LongSearches; seed++)
        {
            var other = HorizonSearch.Solve(model, Long, seed);
            if (other.Cost < best.Cost) best = other;
        }
        var bound = LinearBound.Solve(model, BoundLimit) ?? 0;
        if (limit <= TimeSpan.Zero) return (best.Cost, bound);
        var exact = ExactHorizon.Solve(model, limit, best);
        return (Math.Min(best.Cost, exact.Cost), Math.Max(bound, exact.Bound));
    }
}
