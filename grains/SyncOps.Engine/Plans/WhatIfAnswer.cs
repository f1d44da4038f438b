using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Plans;

/// <summary>
/// What moves would do to the site over its horizon. <see cref="Without"/> and <see cref="With"/> hold, by sector id and for median
/// demand, the sectors that resources leave or enter and every other one whose figures differ.
/// </summary>
[GenerateSerializer, Alias("whatIf")]
public sealed record WhatIfAnswer
{
    [Id(0)] public required string Site { get; init; }
    [Id(1)] public required DateTimeOffset AsOf { get; init; }
    [Id(2)] public required IReadOnlyDictionary<string, SectorEffect> Without { get; init; }
    [Id(3)] public required IReadOnlyDictionary<string, SectorEffect> With { get; init; }

    /// <summary>
    /// Minutes: slowdown saved, summed over the sectors because delays along a route add, less what is lost elsewhere. Money: site cost
    /// saved less the cost of the moves. Either may be negative.
    /// </summary>
    [Id(4)] public required CardBenefit Benefit { get; init; }

    /// <summary>Sectors, in id order, that become bottlenecks under median or high demand only because of the moves.</summary>
    [Id(5)] public required IReadOnlyList<string> MakesBottleneckIn { get; init; }
}
