namespace SyncOps.Engine.Alerts.Trees;

/// <summary>How trees are grown and added up.</summary>
public sealed record BoostingOptions
{
    /// <summary>Trees, 1..5,000.</summary>
    public int Trees { get; init; } = 300;

    /// <summary>Leaves of a tree, 2..256.</summary>
    public int Leaves { get; init; } = 12;

    /// <summary>How much of a tree's step is taken, in (0, 1].</summary>
    public double LearningRate { get; init; } = 0.03;

    /// <summary>Fewest rows in a leaf, at least 1.</summary>
    public int MinLeafRows { get; init; } = 60;

    /// <summary>Weight that pulls a leaf's value to zero, at least 0.</summary>
    public double L2 { get; init; } = 5;

    /// <summary>Share of rows each tree sees, in (0, 1].</summary>
    public double RowShare { get; init; } = 0.6;

    /// <summary>Share of features each tree sees, in (0, 1].</summary>
    public double FeatureShare { get; init; } = 0.3;
}
