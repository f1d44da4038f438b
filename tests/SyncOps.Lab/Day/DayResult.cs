using SyncOps.Engine.Backtest;
using SyncOps.Lab.Day.Onsets;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Promises;

namespace SyncOps.Lab.Day;

/// <summary>As printed: the same days under every policy. The clairvoyant's mean is a proven lower bound, not a policy.</summary>
public sealed record DayResult(
    string Id, int Days, ulong Seed, bool Shocks, double? ClairvoyantMean, double? ClairvoyantSecondsADay,
    IReadOnlyList<PolicyResult> Policies)
{
    /// <summary>What the product's cards promised in money and in minutes against what they brought; null without cards.</summary>
    public PromiseScore? PromisedMoney { get; init; }
    public PromiseScore? PromisedMinutes { get; init; }

    /// <summary>The product's alerts on these days with nobody acting on them; null without the product.</summary>
    public OnsetScore? Alerts { get; init; }

    /// <summary>Compares what an experiment played.</summary>
    public static DayResult Of(DayExperiment experiment)
    {
        var losses = experiment.Policies.ToDictionary(p => p.Name, p => experiment.Losses(p.Name));
        return new DayResult(
            experiment.File.Id, experiment.Days, experiment.Seed, experiment.Shocks, experiment.Bounds?.Average(),
            experiment.Bounds is null ? null : experiment.SecondsADay(DayExperiment.Clairvoyant),
            [.. experiment.Policies.Select(p => PolicyResult.Of(experiment, p, losses))])
        {
            PromisedMoney = PromiseScore.Of([.. experiment.Cards.Select(c => c.Money)], experiment.Seed),
            Alerts = experiment.Alerts,
            PromisedMinutes = PromiseScore.Of([.. experiment.Cards.Select(c => c.Minutes)], experiment.Seed),
        };
    }
}

/// <summary>
/// One policy over all days. <see cref="PreventedShare"/> is of what the static plan loses above the clairvoyant bound,
/// <see cref="Regret"/> the mean loss above it, <see cref="OfNonAnticipative"/> the share of what the non-anticipative reference prevents.
/// Worse days are those worse than static. Differences are this policy's mean loss less the other's: negative is better.
/// </summary>
public sealed record PolicyResult(string Name, DayLoss Mean, double MovesADay, string How, double SecondsADay)
{
    public Interval95? PreventedShare { get; init; }
    public double? Regret { get; init; }
    public double? OfNonAnticipative { get; init; }
    public double? WorseDaysShare { get; init; }
    public double? WorstDay { get; init; }
    public required IReadOnlyDictionary<string, Interval95> DifferenceTo { get; init; }

    internal static PolicyResult Of(DayExperiment experiment, Policies.DayPolicy policy, Dictionary<string, double[]> losses)
    {
        var (runs, mine, seed) = (experiment.Runs(policy.Name), losses[policy.Name], experiment.Seed);
        var (reference, bound) = (losses.GetValueOrDefault("static"), experiment.Bounds);
        var best = losses.GetValueOrDefault("non-anticipative");
        return new PolicyResult(
            policy.Name, runs.Aggregate(default(DayLoss), (sum, r) => sum + r.Loss) / runs.Count, runs.Average(r => (double)r.Moves.Count),
            policy.How, experiment.SecondsADay(policy.Name))
        {
            PreventedShare = reference is null || bound is null ? null : DayComparison.Prevented(reference, mine, bound, seed),
            Regret = bound is null ? null : mine.Average() - bound.Average(),
            OfNonAnticipative = reference is null || best is null ? null : (reference.Sum() - mine.Sum()) / (reference.Sum() - best.Sum()),
            WorseDaysShare = reference is null ? null : DayComparison.WorseShare(reference, mine),
            WorstDay = reference is null ? null : DayComparison.WorstDay(reference, mine),
            DifferenceTo = losses.Where(l => l.Key != policy.Name)
                .ToDictionary(l => l.Key, l => DayComparison.MeanDifference(mine, l.Value, seed)),
        };
    }
}
