namespace SyncOps.Engine.Dispatch;

/// <summary>
/// The backlogs whose value is kept: in each sector all from 0 to a density, then in steps of one part in that density, and the most.
/// Values between them are interpolated linearly in each sector.
/// </summary>
internal sealed class BacklogLattice
{
    private readonly int[][] _levels;
    private readonly int[] _stride;
    private readonly int[][] _below;
    private readonly double[][] _share;

    private BacklogLattice(int[][] levels)
    {
        _levels = levels;
        _stride = new int[levels.Length];
        _below = new int[levels.Length][];
        _share = new double[levels.Length][];
        Points = 1;
        for (var j = levels.Length - 1; j >= 0; j--)
        {
            _stride[j] = Points;
            Points *= levels[j].Length;
            (_below[j], _share[j]) = Positions(levels[j]);
        }
        Exact = levels.All(l => l.Length == l[^1] + 1);
    }

    public int Points { get; }

    /// <summary>Every backlog is kept.</summary>
    public bool Exact { get; }

    /// <summary>The densest lattice with so many points, all sectors alike; null when even the thinnest has more.</summary>
    public static BacklogLattice? Of(IReadOnlyList<int> mostUnits, int points)
    {
        for (var density = Math.Max(1, mostUnits.Max()); density >= 1; density--)
        {
            int[][] levels = [.. mostUnits.Select(most => Levels(most, density))];
            if (levels.Aggregate(1.0, (product, l) => product * l.Length) <= points) return new BacklogLattice(levels);
        }
        return null;
    }

    public int Most(int sector) => _levels[sector][^1];

    /// <summary>The backlogs at a point.</summary>
    public void Read(int point, Span<int> units)
    {
        for (var j = 0; j < _levels.Length; j++) units[j] = _levels[j][point / _stride[j] % _levels[j].Length];
    }

    /// <summary>Points around given backlogs and their weights, which sum to 1; answers how many. Backlogs beyond the most count as it.</summary>
    public int Corners(ReadOnlySpan<int> units, Span<int> points, Span<double> weights)
    {
        var count = 1;
        points[0] = 0;
        weights[0] = 1;
        for (var j = 0; j < _levels.Length; j++)
        {
            var n = Math.Clamp(units[j], 0, Most(j));
            var below = _below[j][n] * _stride[j];
            var share = _share[j][n];
            for (var k = 0; k < count; k++)
            {
                points[k] += below;
                if (share == 0) continue;
                points[count + k] = points[k] + _stride[j];
                weights[count + k] = weights[k] * share;
                weights[k] *= 1 - share;
            }
            if (share != 0) count *= 2;
        }
        return count;
    }

    private static int[] Levels(int most, int density)
    {
        var levels = new List<int> { 0 };
        while (levels[^1] < most) levels.Add(Math.Min(most, levels[^1] + Math.Max(1, (levels[^1] + density - 1) / density)));
        return [.. levels];
    }

    private static (int[] Below, double[] Share) Positions(int[] levels)
    {
        var below = new int[levels[^1] + 1];
        var share = new double[levels[^1] + 1];
        for (var k = 0; k + 1 < levels.Length; k++)
        {
            for (var n = levels[k]; n < levels[k + 1]; n++)
                (below[n], share[n]) = (k, (double)(n - levels[k]) / (levels[k + 1] - levels[k]));
        }
        below[^1] = levels.Length - 1;
        return (below, share);
    }
}
