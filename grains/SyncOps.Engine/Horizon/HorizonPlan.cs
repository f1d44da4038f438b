namespace SyncOps.Engine.Horizon;

/// <summary>A plan: how many of each class stand where at the start of each bucket and at the end of the last, and what it costs.</summary>
public sealed record HorizonPlan
{
    public required double Cost { get; init; }
    public required int Moves { get; init; }

    /// <summary>Workers missing or too many at hard limits; 0 in a plan that may be kept.</summary>
    public required int Broken { get; init; }

    public required int Classes { get; init; }
    public required int Sectors { get; init; }

    /// <summary>Workers by row, class and sector at [(row * Classes + c) * Sectors + j]; row 0 is the given start.</summary>
    public required int[] Staff { get; init; }

    /// <summary>What the relaxation had come to; null where it was not asked.</summary>
    internal RelaxedPoint? Relaxed { get; init; }

    /// <summary>Who moves during the first bucket, which is all that is acted on before the next plan: by class, from and to.</summary>
    public IReadOnlyList<HorizonMove> FirstMoves(HorizonModel model)
    {
        var moves = new List<HorizonMove>();
        var row = model.Classes * model.Sectors;
        for (var c = 0; c < model.Classes; c++)
        {
            var more = Enumerable.Range(c * model.Sectors, model.Sectors).Select(i => Staff[row + i] - Staff[i]).ToArray();
            var to = 0;
            for (var from = 0; from < model.Sectors; from++)
                while (more[from] < 0)
                {
                    while (more[to] <= 0) to++;
                    var count = Math.Min(-more[from], more[to]);
                    moves.Add(new HorizonMove(c, from, to, count));
                    more[from] += count;
                    more[to] -= count;
                }
        }
        return moves;
    }

    internal static HorizonPlan Of(HorizonModel model, HorizonRollout rollout, RelaxedPoint? relaxed)
    {
        var rows = model.Buckets + 1;
        var staff = new int[rows * model.Classes * model.Sectors];
        for (var w = 0; w < rollout.Workers; w++)
        {
            var path = rollout.Path(w);
            for (var r = 0; r < rows; r++) staff[(r * model.Classes + rollout.ClassOf(w)) * model.Sectors + path[r]]++;
        }
        return new HorizonPlan
        {
            Cost = rollout.Cost, Moves = rollout.Moves, Broken = rollout.Broken, Classes = model.Classes, Sectors = model.Sectors,
            Staff = staff, Relaxed = relaxed,
        };
    }

    /// <summary>The counts of each class so many buckets later; at the end everybody stays.</summary>
    internal int[] Later(HorizonModel model, int buckets)
    {
        var row = model.Classes * model.Sectors;
        var later = new int[(model.Buckets + 1) * row];
        for (var r = 0; r <= model.Buckets; r++)
            Staff.AsSpan(Math.Min(r + buckets, Staff.Length / row - 1) * row, row).CopyTo(later.AsSpan(r * row));
        return later;
    }
}

/// <summary>So many workers of a class go from one sector to another during the first bucket.</summary>
public readonly record struct HorizonMove(int Class, int From, int To, int Count);
