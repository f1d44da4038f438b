using SyncOps.Engine.Dispatch;

namespace SyncOps.Lab.Queueing;

/// <summary>A network with the figure that is asked of it: <c>Offset + Scale x cost</c>, cost per hour or until empty.</summary>
public sealed record QueueingCase(string Id, DispatchModel Model, IReadOnlyList<int> Units)
{
    /// <summary>The figure's optimum as the file states it; null: to be computed.</summary>
    public double? Stated { get; init; }

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The cost until the floor is empty is asked, not the cost per hour.</summary>
    public bool ToEmpty { get; init; }

    /// <summary>The figure is better the larger it is.</summary>
    public bool Maximise => Scale < 0;

    /// <summary>Some sector holds any number of units, so that no table of states is complete.</summary>
    public bool Unlimited => !ToEmpty && Model.Sectors.Any(s => s is { MostUnits: null, EndlessSupply: false });

    public double Figure(double cost) => Offset + Scale * cost;

    /// <summary>How much worse a figure is than the optimum, in percent.</summary>
    public double GapPercent(double figure, double optimal) => 100 * (Maximise ? 1 - figure / optimal : figure / optimal - 1);
}

/// <summary>All rows of a file; what it states without the data to simulate it is left out, with the reason.</summary>
public sealed record QueueingInstance(
    string Id, string Kind, string Objective, IReadOnlyList<QueueingCase> Cases, IReadOnlyList<string> LeftOut);
