using SyncOps.Engine.Backtest.Bound;
using SyncOps.Engine.Backtest.Plant;
using SyncOps.Engine.Backtest.Policies;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest;

/// <summary>Plays a case under every policy and compares them. The same case gives the same report on every machine.</summary>
public static class BacktestRun
{
    // How the time goes, about: rules are fast, decisions and the bound are not.
    private const double ShareOfRules = 0.15;
    private const double ShareOfAdvice = 0.55;

    /// <summary>The report.</summary>
    /// <param name="case">A case that was not refused.</param>
    /// <param name="progress">Told the share of the work that is done, 0..1, rising.</param>
    public static BacktestReport Of(BacktestCase @case, Action<double>? progress = null)
    {
        var rules = ReactiveHelp.Grid;
        var played = 0;
        var stay = Play(null);
        var recorded = BacktestPlant.Play(@case, null, followsRecord: true, days: null);
        Played();
        var tuned = rules.Select(rule => (Rule: rule, Days: Play(new ReactiveHelp(rule, @case.Floor)))).MinBy(r => Sum(r.Days).Loss.Total);
        var product = new AdvisedMoves(@case);
        var advised = BacktestPlant.Play(
            @case, product, reports: true, days: n => progress?.Invoke(ShareOfRules + ShareOfAdvice * n / @case.Period.Days));
        var least = new[] { stay, recorded, tuned.Days, advised }.Min(d => Sum(d).Loss.Total);
        var bound = ClairvoyantBound.ByDay(
            @case, least, share => progress?.Invoke(ShareOfRules + ShareOfAdvice + (1 - ShareOfRules - ShareOfAdvice) * share));
        progress?.Invoke(1);
        return new BacktestReport
        {
            Site = @case.Floor.Document.Site, From = $"{@case.Period.Dates[0]:R}", Until = $"{@case.Period.Dates[^1]:R}",
            Days = @case.Period.Days, Jobs = @case.Jobs.Count, LossUnit = LossUnit(@case.Floor.Document),
            Assumptions = [.. @case.Assumptions, .. CostsAssumed(@case)],
            Policies =
            [
                Report("static", "everybody stays where the day began", stay, stay, bound),
                Report("recorded", "people where the record has them, served by the model", recorded, stay, bound),
                Report("reactive", HowTuned(tuned.Rule, rules.Count), tuned.Days, stay, bound),
                Report("syncops", "the product's own decisions, every card accepted at once", advised, stay, bound) with
                {
                    Cards = product.Cards,
                },
            ],
            Clairvoyant = new BoundReport(
                bound.Sum(),
                "proven lower bound, all known beforehand: what every job must cost alone, or at prices of the hours that all want", bound),
            ModelCheck = Check(@case.Recorded, Sum(recorded)),
        };

        IReadOnlyList<DayFigures> Play(IBacktestPolicy? policy)
        {
            var days = BacktestPlant.Play(@case, policy);
            Played();
            return days;
        }

        void Played() => progress?.Invoke(ShareOfRules * ++played / (rules.Count + 2));
    }

    private static DayFigures Sum(IReadOnlyList<DayFigures> days) => days.Aggregate(default(DayFigures), (sum, day) => sum + day);

    private static PolicyReport Report(
        string name, string how, IReadOnlyList<DayFigures> days, IReadOnlyList<DayFigures> reference, double[] bound)
    {
        var sum = Sum(days);
        return new PolicyReport(name, how, sum.Loss)
        {
            UnitHours = sum.UnitHours, QueuedUnitHours = sum.QueuedUnitHours, Moves = sum.Moves, LateUnits = sum.LateUnits,
            LeftUnits = sum.LeftUnits, LossByDay = Losses(days),
            Prevented = ReferenceEquals(days, reference) ? null : PreventedShare.Of(Losses(reference), Losses(days), bound),
        };
    }

    private static double[] Losses(IReadOnlyList<DayFigures> days) => [.. days.Select(d => d.Loss.Total)];

    private static string HowTuned(ReactiveRule rule, int rules)
    {
        var chosen = double.IsInfinity(rule.High)
            ? "never help"
            : $"help above {rule.High} targets, from below {rule.Low}, {rule.DwellMinutes} min dwell, {rule.MovesAtOnce} at once";
        return $"threshold rule, the best of {rules} on all of these same days, which flatters it: {chosen}";
    }

    // A discovered floor has the default price everywhere and no currency.
    private static bool NamesNoCosts(FloorDocument floor)
        => floor.Currency == "XXX" && floor.Sectors.All(s => s is { WaitCostPerUnitHour: 1, LeftCostPerUnit: 0 });

    private static string LossUnit(FloorDocument floor) => NamesNoCosts(floor) ? "unit-hours" : floor.Currency;

    private static IEnumerable<string> CostsAssumed(BacktestCase @case)
    {
        if (NamesNoCosts(@case.Floor.Document))
        {
            yield return "The floor names no costs: a loss is hours of work in the sectors, 1 per unit-hour everywhere; set "
                + "waitCostPerUnitHour, leftCostPerUnit and moves.cost for money.";
        }
        if (@case.Floor.Document.Moves.Cost == 0) yield return "A move costs its walking time and no money.";
        if (@case.CutOffs().Count == 0) yield return "No cut-offs are known, so no unit is late.";
    }

    private static ModelCheck Check(RecordedWaiting recorded, DayFigures modelled)
    {
        if (recorded is { WaitMinutes: { } minutes, Executions: var executions })
        {
            var model = 60 * modelled.QueuedUnitHours / executions;
            return new ModelCheck(
                minutes, model, recorded.UnitHours, modelled.UnitHours,
                $"Model check: an execution waited {minutes:N0} min on average in the log ({executions:N0} executions, start less ready), "
                + $"and waits {model:N0} min in the model with people where the log has them. {Advice(minutes, model)}");
        }
        return new ModelCheck(
            null, null, recorded.UnitHours, modelled.UnitHours,
            $"Model check: work spent {recorded.UnitHours:N0} unit-hours in the sectors as recorded, and {modelled.UnitHours:N0} in the "
            + $"model with people where they were recorded. {Advice(recorded.UnitHours, modelled.UnitHours)}");
    }

    private static string Advice(double recorded, double modelled) => Math.Abs(modelled - recorded) <= 0.25 * recorded
        ? "They are within a quarter of each other."
        : "They differ by more than a quarter: the floor waits for more, or less, than its people's rates explain, so trust "
            + "comparisons between policies more than their levels.";
}
