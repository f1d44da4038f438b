namespace SyncOps.Benchmarks.Table;

/// <summary>A row, or a few rows that need the same preparation, of the table.</summary>
internal interface IRow
{
    /// <summary>What <c>--rows</c> calls it.</summary>
    string Name { get; }

    Task<IReadOnlyList<Reading>> Measure(Workbench bench, CancellationToken cancellation);
}

/// <summary>One figure of the table.</summary>
/// <param name="What">What was measured and how; no two of a table say the same.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Reach">What it is to reach; null where it is only reported.</param>
/// <param name="Limit">What this machine can do at most, of the same unit and measured in the same run; null where there is none.</param>
internal sealed record Reading(string What, double Value, string Unit, Reach? Reach = null, double? Limit = null)
{
    public bool? IsMet => Reach?.IsMetBy(Value);

    /// <summary>Of the limit, or else of what is to be reached: what compares between machines and runs. Null without either.</summary>
    public double? Ratio => Limit is { } limit ? Value / limit : Reach is { Value: not 0 } reach ? Value / reach.Value : null;
}

/// <summary>At least or at most so much.</summary>
internal sealed record Reach(double Value, bool IsLeast)
{
    public static Reach AtLeast(double value) => new(value, true);

    public static Reach AtMost(double value) => new(value, false);

    public bool IsMetBy(double measured) => IsLeast ? measured >= Value : measured <= Value;
}
