using SyncOps.Engine.Horizon;
using SyncOps.Lab.Solve;

namespace SyncOps.Lab.Rolling;

/// <summary>The exact optimum of a rolling-horizon instance.</summary>
public static class ExactRolling
{
    /// <summary>The least cost; null when it could not be proven within the limit. Amounts and costs must be whole numbers.</summary>
    public static double? Solve(RollingInstance instance, int moveCost, TimeSpan limit)
        => ExactHorizon.Solve(instance.Model(moveCost), limit) is { IsOptimal: true } exact ? exact.Cost : null;

    /// <summary>
    /// Where everybody should be at the end of the first bucket, by class and sector; null without a proof within the limit.
    /// </summary>
    public static int[][]? Plan(RollingInstance instance, int moveCost, TimeSpan limit)
        => ExactHorizon.Solve(instance.Model(moveCost), limit) is { IsOptimal: true } exact ? exact.FirstRow : null;
}
