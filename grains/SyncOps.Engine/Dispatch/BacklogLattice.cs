namespace SyncOps.Engine.Dispatch;

/// <summary>
/// The backlogs whose value is kept: in each sector all from 0 to a density, then in steps of one part in that density, and the most.
/// Values between them follow a parabola through three levels in each sector.
/// </summary>
internal sealed class BacklogLattice
{
    private readonly int[][] _levels;
    private readonly int[] _stride;
    private readonly Share[][][] _shares;

    private BacklogLattice(int[][] levels)
    {
        _levels = levels;
        _stride = new int[levels.Length];
        Points = 1;
        for (var j = levels.Length - 1; j >= 0; j--)
        {
            _stride[j] = Points;
            Points *= levels[j].Length;
        }
        _shares = [.. levels.Select((l, j) => Enumerable.Range(0, l[^1] + 1).Select(n => Shares(l, n, _stride[j])).ToArray())];
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

    /// <summary>
    /// Points around given backlogs and their weights, which sum to 1 and may be negative; answers how many. Backlogs beyond the most
    /// count as it.
    /// </summary>
    public int Corners(ReadOnlySpan<int> units, Span<int> points, Span<double> weights)
    {
        var count = 1;
        points[0] = 0;
        weights[0] = 1;
        for (var j = 0; j < _levels.Length; j++)
        {
            var shares = _shares[j][Math.Clamp(units[j], 0, Most(j))];
            for (var s = shares.Length - 1; s >= 0; s--)
            {
                for (var k = 0; k < count; k++)
                {
                    points[s * count + k] = points[k] + shares[s].Offset;
                    weights[s * count + k] = weights[k] * shares[s].Weight;
                }
            }
            count *= shares.Length;
        }
        return count;
    }

    /// <summary>
    /// One unit more or less (<paramref name="direction"/> 1 or -1) in a sector, from a point: the way to the next level's point, and its
    /// weight beside the point's own. The weight is where the parabola through the next level and the one behind lies between the two
    /// values, never outside them: whatever the values are, renewing them stays an average, which cannot run away.
    /// </summary>
    public (int Offset, double Weight) Step(int point, int sector, int direction, ReadOnlySpan<double> values)
    {
        var levels = _levels[sector];
        var stride = _stride[sector];
        var here = point / stride % levels.Length;
        var next = here + direction;
        if (next < 0 || next >= levels.Length) return (0, 0);
        var offset = direction * stride;
        var rise = values[point + offset] - values[point];
        double far = levels[next] - levels[here];
        if (far == direction || levels.Length < 3 || rise == 0) return (offset, direction / far);

        var third = here - direction >= 0 && here - direction < levels.Length ? here - direction : next + direction;
        double behind = levels[third] - levels[here];
        var bend = values[point + (third - here) * stride] - values[point];
        var parabola = direction * (direction - behind) / (far * (far - behind)) * rise
            + direction * (direction - far) / (behind * (behind - far)) * bend;
        return (offset, Math.Clamp(parabola / rise, 0, 1));
    }

    private static int[] Levels(int most, int density)
    {
        var levels = new List<int> { 0 };
        while (levels[^1] < most) levels.Add(Math.Min(most, levels[^1] + Math.Max(1, (levels[^1] + density - 1) / density)));
        return [.. levels];
    }

    /// <summary>The third level is the nearest, so that steps up and down from a kept backlog follow the same parabola.</summary>
    private static Share[] Shares(int[] levels, int n, int stride)
    {
        var above = Array.FindIndex(levels, level => level >= n);
        if (levels[above] == n) return [new Share(above * stride, 1)];
        if (levels.Length < 3) return Lagrange(levels, n, stride, above - 1, above);
        var isNearerBelow = n - levels[above - 1] <= levels[above] - n;
        var first = Math.Clamp(isNearerBelow ? above - 2 : above - 1, 0, levels.Length - 3);
        return Lagrange(levels, n, stride, first, first + 1, first + 2);
    }

    private static Share[] Lagrange(int[] levels, int n, int stride, params int[] at)
        => [.. at.Select(k => new Share(
            k * stride,
            at.Where(other => other != k).Aggregate(1.0, (w, other) => w * (n - levels[other]) / (levels[k] - levels[other]))))];

    /// <summary>A level's part in the index of a point, and its weight.</summary>
    private readonly record struct Share(int Offset, double Weight);
}
