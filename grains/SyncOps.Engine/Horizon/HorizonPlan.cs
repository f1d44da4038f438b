namespace SyncOps.Engine.Horizon;

/// <summary>A plan: how many of each class stand where at the start of each bucket and at the end of the last, and what it costs.</summary>
public sealed record HorizonPlan
{
    public required double Cost { get; init; }
    public required int Moves { get; init; }

    /// <summary>Workers missing or too many at hard limits; 0 in a plan that may be kept.</summary>
    public required int Broken { get; init; }

    /// <summary>Workers by row, class and sector at [(row * Classes + c) * Sectors + j]; row 0 is the given start.</summary>
    public required int[] Staff { get; init; }

    internal static HorizonPlan Of(HorizonModel model, HorizonRollout rollout)
    {
        var rows = model.Buckets + 1;
        var staff = new int[rows * model.Classes * model.Sectors];
        for (var w = 0; w < rollout.Workers; w++)
        {
            var path = rollout.Path(w);
            for (var r = 0; r < rows; r++) staff[(r * model.Classes + rollout.ClassOf(w)) * model.Sectors + path[r]]++;
        }
        return new HorizonPlan { Cost = rollout.Cost, Moves = rollout.Moves, Broken = rollout.Broken, Staff = staff };
    }
}
