namespace SyncOps.Engine.Alerts.Trees;

/// <summary>A binary tree whose leaves hold values; immutable.</summary>
internal sealed class RegressionTree(IReadOnlyList<RegressionTree.Node> nodes)
{
    private readonly Node[] _nodes = [.. nodes];

    /// <summary>
    /// A split sends a row left when its feature is missing or below the threshold. A leaf has feature -1 and a value.
    /// </summary>
    internal readonly record struct Node(int Feature, double Threshold, int Left, int Right, double Value)
    {
        public static Node Leaf(double value) => new(-1, 0, 0, 0, value);
    }

    public double Predict(ReadOnlySpan<double> features)
    {
        var n = 0;
        while (_nodes[n].Feature >= 0)
        {
            ref readonly var node = ref _nodes[n];
            n = features[node.Feature] >= node.Threshold ? node.Right : node.Left;
        }
        return _nodes[n].Value;
    }
}
