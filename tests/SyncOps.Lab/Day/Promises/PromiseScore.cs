using SyncOps.Engine.Backtest;
using SyncOps.Engine.Quantities;

namespace SyncOps.Lab.Day.Promises;

/// <summary>What a card promised and what it brought, both in money or both in minutes.</summary>
public readonly record struct KeptPromise(Range3 Promised, double Outcome);

/// <summary>
/// How well promises are kept. <see cref="Slope"/> is the least-squares line of outcome on promised median through the origin,
/// <see cref="MeanBias"/> the summed outcome over the summed promise less one, <see cref="Coverage"/> the share of outcomes within P20 to
/// P80. Intervals are bootstrapped over cards.
/// </summary>
public sealed record PromiseScore(int Cards, Interval95 Slope, Interval95 MeanBias, Interval95 Coverage)
{
    /// <summary>Null without cards, or when they promised nothing.</summary>
    public static PromiseScore? Of(IReadOnlyList<KeptPromise> promises, ulong seed)
    {
        if (promises.Sum(p => p.Promised.P50) <= 0) return null;
        var promised = promises.Select(p => p.Promised.P50).ToArray();
        var inside = promises.Select(p => p.Outcome >= p.Promised.P20 && p.Outcome <= p.Promised.P80 ? 1.0 : 0).ToArray();
        return new PromiseScore(
            promises.Count,
            DayComparison.Bootstrap(promises.Count, seed, cards
                => cards.Sum(c => promised[c] * promises[c].Outcome) / cards.Sum(c => promised[c] * promised[c])),
            DayComparison.Bootstrap(promises.Count, seed, cards
                => cards.Sum(c => promises[c].Outcome) / cards.Sum(c => promised[c]) - 1),
            DayComparison.Bootstrap(promises.Count, seed, cards => cards.Average(c => inside[c])));
    }
}
