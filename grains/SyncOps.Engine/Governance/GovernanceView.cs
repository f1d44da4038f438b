using SyncOps.Engine.Verification;

namespace SyncOps.Engine.Governance;

/// <summary>
/// What is at risk below one node of the tree enterprise - region - site - area, and how much of it can be prevented now.
/// </summary>
[GenerateSerializer, Immutable, Alias("governance")]
public sealed record GovernanceView
{
    /// <summary><c>enterprise</c>, <c>region:id</c>, <c>site:id</c> or <c>area:site/id</c>.</summary>
    [Id(0)] public required string Node { get; init; }

    /// <summary>The oldest site clock among what was rolled up; null while nothing was.</summary>
    [Id(1)] public DateTimeOffset? AsOf { get; init; }
    [Id(2)] public IReadOnlyList<Exposure> Exposures { get; init; } = [];

    /// <summary>Expected loss if nothing is done, money.</summary>
    [Id(3)] public double FormingCost { get; init; }

    /// <summary>The part of it that open cards would remove, money.</summary>
    [Id(4)] public double PreventableCost { get; init; }

    /// <summary>Verified removals so far, money.</summary>
    [Id(5)] public double PreventedCost { get; init; }
    [Id(6)] public IReadOnlyList<GovernanceChild> Children { get; init; } = [];

    /// <summary>How well promises were kept; null before the first verified card.</summary>
    [Id(7)] public Calibration? Calibration { get; init; }

    /// <summary>What happened without advice; null where no card was kept in the shadow.</summary>
    [Id(8)] public ShadowTally? Shadow { get; init; }
}

[GenerateSerializer, Immutable, Alias("governance.exposure")]
public sealed record Exposure
{
    [Id(0)] public required Reallocation.RiskKind Kind { get; init; }
    [Id(1)] public string? Sector { get; init; }
    [Id(2)] public required Range3 Cost { get; init; }
    [Id(3)] public required double Probability { get; init; }

    /// <summary>Minutes until it begins; 0 when it has.</summary>
    [Id(4)] public required double MinutesLeft { get; init; }

    /// <summary>Open cards that would remove it.</summary>
    [Id(5)] public IReadOnlyList<string> Recommendations { get; init; } = [];

    /// <summary>Site it belongs to.</summary>
    [Id(6)] public required string Site { get; init; }

    /// <summary>
    /// Of kind count: what to count before anything can be advised. Of others: why nothing, or not enough, is advised; null where there is
    /// nothing to say.
    /// </summary>
    [Id(7)] public string? ReasonLine { get; init; }
}

[GenerateSerializer, Immutable, Alias("governance.child")]
public sealed record GovernanceChild(
    [property: Id(0)] string Node, [property: Id(1)] string Name, [property: Id(2)] DateTimeOffset? AsOf,
    [property: Id(3)] double FormingCost, [property: Id(4)] double PreventableCost, [property: Id(5)] double PreventedCost);
