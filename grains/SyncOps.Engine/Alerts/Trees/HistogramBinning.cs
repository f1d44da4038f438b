namespace SyncOps.Engine.Alerts.Trees;

/// <summary>
/// Cuts each feature into at most <see cref="MaxBins"/> bins of about equal count, so that a tree compares sums of bins and never sorts
/// rows. A missing value (not a number) has the lowest bin, and so goes wherever the smallest values go.
/// </summary>
internal sealed class HistogramBinning
{
    public const int MaxBins = 128;

    private readonly double[][] _cuts;

    private HistogramBinning(double[][] cuts) => _cuts = cuts;

    public int Features => _cuts.Length;

    /// <summary>Cuts learned from rows by feature; every row has the same number of features.</summary>
    public static HistogramBinning Learn(IReadOnlyList<double[]> rows)
    {
        var cuts = new double[rows[0].Length][];
        var column = new List<double>(rows.Count);
        for (var f = 0; f < cuts.Length; f++)
        {
            column.Clear();
            foreach (var row in rows)
            {
                if (!double.IsNaN(row[f])) column.Add(row[f]);
            }
            column.Sort();
            cuts[f] = CutsOf(column);
        }
        return new HistogramBinning(cuts);
    }

    /// <summary>The value below which rows go left when a node splits after a bin; bin 0 holds missing values only.</summary>
    public double UpperEdge(int feature, int bin) => bin == 0 ? double.NegativeInfinity : _cuts[feature][bin - 1];

    public int Bins(int feature) => _cuts[feature].Length + 2;

    /// <summary>Every row's bin, by feature then row.</summary>
    public byte[][] Apply(IReadOnlyList<double[]> rows)
    {
        var bins = new byte[Features][];
        for (var f = 0; f < bins.Length; f++)
        {
            var column = new byte[rows.Count];
            for (var i = 0; i < column.Length; i++) column[i] = BinOf(f, rows[i][f]);
            bins[f] = column;
        }
        return bins;
    }

    private byte BinOf(int feature, double value)
    {
        if (double.IsNaN(value)) return 0;
        var cuts = _cuts[feature];
        int low = 0, high = cuts.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (value < cuts[middle]) high = middle;
            else low = middle + 1;
        }
        return (byte)(low + 1);
    }

    // A cut lies halfway between two neighbouring values, at the next change of value after each quantile.
    private static double[] CutsOf(List<double> sorted)
    {
        var cuts = new List<double>();
        var target = 0.0;
        var step = Math.Max(1, (double)sorted.Count / (MaxBins - 1));
        for (var i = 1; i < sorted.Count && cuts.Count < MaxBins - 2; i++)
        {
            if (sorted[i] <= sorted[i - 1] || i < target + step) continue;
            cuts.Add(sorted[i - 1] + (sorted[i] - sorted[i - 1]) / 2);
            target = i;
        }
        return [.. cuts];
    }
}
