using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Verification;

/// <summary>
/// Promise beside outcome of an area's verified cards: sums over all of them, and the latest one by one. Every verified card itself is
/// in the archive, so the sums are all that grows without bound.
/// </summary>
[GenerateSerializer, Immutable, Alias("verification.ledger")]
public sealed record PreventionLedger
{
    public const int MaxLatest = 100;

    public static readonly PreventionLedger Empty = new();

    /// <summary>Verified cards since the area began.</summary>
    [Id(0)] public long Count { get; init; }

    /// <summary>Money that their medians promised.</summary>
    [Id(1)] public double PromisedCost { get; init; }

    /// <summary>Money that they saved: what governance calls prevented.</summary>
    [Id(2)] public double VerifiedCost { get; init; }

    /// <summary>Sum of squared promises, and of promise times outcome: what the slope is made of.</summary>
    [Id(3)] public double PromisedSquares { get; init; }
    [Id(4)] public double Products { get; init; }

    /// <summary>Cards whose saved cost lay within the promised P20 to P80.</summary>
    [Id(5)] public long Inside { get; init; }

    /// <summary>The last <see cref="MaxLatest"/>, oldest first.</summary>
    [Id(6)] public IReadOnlyList<LedgerEntry> Latest { get; init; } = [];

    /// <summary>Cards that were computed and not shown: what happens without.</summary>
    [Id(7)] public ShadowTally Shadow { get; init; } = new(0, 0, 0, 0);

    /// <summary>The ledger with one more verified card.</summary>
    public PreventionLedger With(LedgerEntry entry)
    {
        var (promise, outcome) = (entry.Promise.CostSaved, entry.Outcome.CostSaved);
        return this with
        {
            Count = Count + 1,
            PromisedCost = Math.Round(PromisedCost + promise.P50, 2),
            VerifiedCost = Math.Round(VerifiedCost + outcome, 2),
            PromisedSquares = PromisedSquares + promise.P50 * promise.P50,
            Products = Products + promise.P50 * outcome,
            Inside = Inside + (promise.P20 <= outcome && outcome <= promise.P80 ? 1 : 0),
            Latest = [.. Latest.Skip(Latest.Count < MaxLatest ? 0 : 1), entry],
        };
    }

    /// <summary>The ledger with one more shadow card: what it promised, would have saved, and what was saved anyway.</summary>
    public PreventionLedger WithShadow(double promisedCost, double missedCost, double anywayCost) => this with
    {
        Shadow = new ShadowTally(
            Shadow.Count + 1, Math.Round(Shadow.PromisedCost + promisedCost, 2), Math.Round(Shadow.MissedCost + missedCost, 2),
            Math.Round(Shadow.AnywayCost + anywayCost, 2)),
    };
}

/// <summary>One verified card. <see cref="Computed"/> is the promise before calibration.</summary>
[GenerateSerializer, Immutable, Alias("verification.entry")]
public sealed record LedgerEntry(
    [property: Id(0)] string Card, [property: Id(1)] CardBenefit Promise, [property: Id(2)] CardBenefit Computed,
    [property: Id(3)] CardOutcome Outcome);

/// <summary>
/// Shadow cards in sum, money: what their medians promised, what their moves would have saved with what really arrived, and what was
/// saved without them, by chance or by people who acted unadvised.
/// </summary>
[GenerateSerializer, Immutable, Alias("verification.shadow")]
public sealed record ShadowTally(
    [property: Id(0)] long Count, [property: Id(1)] double PromisedCost, [property: Id(2)] double MissedCost,
    [property: Id(3)] double AnywayCost)
{
    /// <summary>Several areas together; null when none has any.</summary>
    public static ShadowTally? Sum(IEnumerable<ShadowTally?> tallies)
    {
        ShadowTally[] known = [.. tallies.OfType<ShadowTally>()];
        return known.Length == 0 ? null : new ShadowTally(
            known.Sum(t => t.Count), known.Sum(t => t.PromisedCost), known.Sum(t => t.MissedCost), known.Sum(t => t.AnywayCost));
    }
}
