namespace SyncOps.Engine.Alerts.Trees;

/// <summary>
/// Grows one tree to the gradients and curvatures (hessians) of a loss, best leaf first: a split gains
/// G_l^2 / (H_l + l2) + G_r^2 / (H_r + l2) - G^2 / (H + l2), a leaf's value is -G / (H + l2) (T. Chen, C. Guestrin, XGBoost, KDD 2016,
/// eq. 6 and 7; best leaf first and the sibling's histogram by subtraction: G. Ke et al., LightGBM, NeurIPS 2017).
/// </summary>
internal sealed class TreeGrower(HistogramBinning binning, byte[][] bins, BoostingOptions options)
{
    private const int Stride = HistogramBinning.MaxBins;

    /// <summary>Sums over the rows of a leaf by feature and bin.</summary>
    private sealed class Histogram(int features)
    {
        public readonly double[] Gradient = new double[features * Stride];
        public readonly double[] Hessian = new double[features * Stride];
        public readonly int[] Rows = new int[features * Stride];
    }

    private readonly record struct Split(double Gain, int Feature, int Bin);

    private sealed class OpenLeaf
    {
        public required int Node { get; init; }
        public required int[] Rows { get; init; }
        public required Histogram Histogram { get; init; }
        public Split Best { get; set; }
    }

    /// <summary>The tree on the given rows and features (both ascending).</summary>
    public RegressionTree Grow(int[] rows, int[] features, double[] gradients, double[] hessians)
    {
        var nodes = new List<RegressionTree.Node>();
        var root = new OpenLeaf { Node = 0, Rows = rows, Histogram = Sum(rows, features, gradients, hessians) };
        nodes.Add(LeafOf(root));
        root.Best = BestSplit(root, features);
        var open = new List<OpenLeaf> { root };
        while (open.Count < options.Leaves)
        {
            var leaf = open.MaxBy(l => l.Best.Gain)!;
            if (leaf.Best.Gain <= 0) break;
            var (left, right) = Part(leaf, features, gradients, hessians, nodes.Count);
            var feature = features[leaf.Best.Feature];
            nodes[leaf.Node] = new RegressionTree.Node(feature, binning.UpperEdge(feature, leaf.Best.Bin), left.Node, right.Node, 0);
            nodes.Add(LeafOf(left));
            nodes.Add(LeafOf(right));
            left.Best = BestSplit(left, features);
            right.Best = BestSplit(right, features);
            open.Remove(leaf);
            open.Add(left);
            open.Add(right);
        }
        return new RegressionTree(nodes);
    }

    private (OpenLeaf Left, OpenLeaf Right) Part(
        OpenLeaf leaf, int[] features, double[] gradients, double[] hessians, int firstNode)
    {
        var column = bins[features[leaf.Best.Feature]];
        int[] leftRows = [.. leaf.Rows.Where(i => column[i] <= leaf.Best.Bin)];
        int[] rightRows = [.. leaf.Rows.Where(i => column[i] > leaf.Best.Bin)];
        var leftIsSmaller = leftRows.Length <= rightRows.Length;
        var smaller = Sum(leftIsSmaller ? leftRows : rightRows, features, gradients, hessians);
        var larger = Subtract(leaf.Histogram, smaller);
        return (
            new OpenLeaf { Node = firstNode, Rows = leftRows, Histogram = leftIsSmaller ? smaller : larger },
            new OpenLeaf { Node = firstNode + 1, Rows = rightRows, Histogram = leftIsSmaller ? larger : smaller });
    }

    private Histogram Sum(int[] rows, int[] features, double[] gradients, double[] hessians)
    {
        var histogram = new Histogram(features.Length);
        for (var f = 0; f < features.Length; f++)
        {
            var column = bins[features[f]];
            var gradient = histogram.Gradient.AsSpan(f * Stride, Stride);
            var hessian = histogram.Hessian.AsSpan(f * Stride, Stride);
            var count = histogram.Rows.AsSpan(f * Stride, Stride);
            foreach (var i in rows)
            {
                var bin = column[i];
                gradient[bin] += gradients[i];
                hessian[bin] += hessians[i];
                count[bin]++;
            }
        }
        return histogram;
    }

    // The parent's arrays are not needed any more and become the larger child's.
    private static Histogram Subtract(Histogram parent, Histogram child)
    {
        for (var k = 0; k < parent.Rows.Length; k++)
        {
            parent.Gradient[k] -= child.Gradient[k];
            parent.Hessian[k] -= child.Hessian[k];
            parent.Rows[k] -= child.Rows[k];
        }
        return parent;
    }

    private RegressionTree.Node LeafOf(OpenLeaf leaf)
    {
        double g = 0, h = 0;
        for (var b = 0; b < Stride; b++)
        {
            g += leaf.Histogram.Gradient[b];
            h += leaf.Histogram.Hessian[b];
        }
        return RegressionTree.Node.Leaf(-options.LearningRate * g / (h + options.L2));
    }

    private Split BestSplit(OpenLeaf leaf, int[] features)
    {
        var best = default(Split);
        if (leaf.Rows.Length < 2 * options.MinLeafRows) return best;
        for (var f = 0; f < features.Length; f++)
        {
            var split = BestSplit(leaf, f, binning.Bins(features[f]));
            if (split.Gain > best.Gain) best = split;
        }
        return best;
    }

    private Split BestSplit(OpenLeaf leaf, int f, int binCount)
    {
        var gradient = leaf.Histogram.Gradient.AsSpan(f * Stride, binCount);
        var hessian = leaf.Histogram.Hessian.AsSpan(f * Stride, binCount);
        var count = leaf.Histogram.Rows.AsSpan(f * Stride, binCount);
        double g = 0, h = 0;
        for (var b = 0; b < binCount; b++)
        {
            g += gradient[b];
            h += hessian[b];
        }
        var unsplit = g * g / (h + options.L2);
        var best = default(Split);
        double left = 0, leftHessian = 0;
        var rows = 0;
        for (var b = 0; b < binCount - 1; b++)
        {
            left += gradient[b];
            leftHessian += hessian[b];
            rows += count[b];
            if (rows < options.MinLeafRows) continue;
            if (leaf.Rows.Length - rows < options.MinLeafRows) break;
            var right = g - left;
            var gain = left * left / (leftHessian + options.L2) + right * right / (h - leftHessian + options.L2) - unsplit;
            if (gain > best.Gain) best = new Split(gain, f, b);
        }
        return best;
    }
}
