using SyncOps.Engine.Backtest.Policies;
using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Fluid;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;

namespace SyncOps.Lab.Day.Tuning;

/// <summary>
/// Finds plans and thresholds on days of other seeds than any test uses: staffing tables by annealing on a fluid surrogate, the best few
/// by the plant; thresholds by grid on the plant, all on a few days and the best on many.
/// </summary>
public sealed class DayTuning(DayFile file, bool shocks, Action<string> tell)
{
    /// <summary>Seeds of the days on which plans are searched, on which the best of them is chosen, and on which thresholds are.</summary>
    public const ulong SearchSeed = 920_001;
    public const ulong ChoiceSeed = 920_002;
    public const ulong RuleSeed = 920_003;
    public const int SearchDays = 300;
    public const int ChoiceDays = 300;
    public const int RuleDays = 200;
    private const int FirstRoundDays = 40;
    private const int FirstRoundBest = 4;
    private const int Starts = 4;
    private const int FirstTries = 12_000;
    private const int Tries = 40_000;

    private readonly Dictionary<string, string> _how = [];

    /// <summary>Breaks as most floors have them, before the plan shifts them: 9:30, 12:15 and 15:15.</summary>
    private static readonly int[] UsualBreaks = [90, 255, 435];

    /// <summary>Everything anew; with plans to keep, only the thresholds.</summary>
    public TunedDay Tune(TunedDay? kept)
    {
        var (roster, reshuffle) = kept is null ? Plans() : Kept(kept);
        var reactive = Choose("reactive", roster,
            from high in new[] { 0.75, 1, 1.5, 2, 1e9 }
            from low in new[] { 0.2, 0.4, 0.7 }
            from dwell in new[] { 30, 60 }
            from most in new[] { 1, 3 }
            where high < 1e9 || (low == 0.2 && dwell == 30 && most == 1)
            select new ReactiveRule(high, low, dwell, most), rule => new ReactivePolicy(roster, rule));
        var supervisor = Choose("supervisor", roster,
            from ahead in new[] { 60, 90, 120, 180 } from margin in new[] { 2.0, 4, 8, 12 } select new SupervisorRule(ahead, margin),
            rule => new SupervisorPolicy(roster, rule));
        var pressure = Choose("max-pressure", roster,
            from hysteresis in new[] { 1.0, 3, 8, 20, 60 } from dwell in new[] { 30, 60 } from most in new[] { 1, 3 }
            select new PressureRule(hysteresis, dwell, most), rule => new PressurePolicy(roster, rule));
        var cMu = Choose("c-mu", roster,
            from least in new[] { 5.0, 10, 20, 30, 45 } from dwell in new[] { 15, 30, 60 } from most in new[] { 1, 3 }
            select new CMuRule(least, dwell, most), rule => new CMuPolicy(roster, rule));
        var local = Choose("local", roster,
            from ask in new[] { 0.75, 1, 1.5, 2 } from release in new[] { 0.25, 0.5, 0.75 } from dwell in new[] { 30, 60 }
            select new LocalRule(ask, release, dwell), rule => new LocalPolicy(roster, rule));
        return new TunedDay(roster, reshuffle, reactive, supervisor, pressure, cMu, local, _how);
    }

    private (DayRoster Static, DayRoster Reshuffle) Plans()
    {
        var (reshuffle, table) = Plan("static-reshuffle", reshuffles: 1, from: null);
        return (Plan("static", reshuffles: null, from: table).Roster, reshuffle);
    }

    private (DayRoster Static, DayRoster Reshuffle) Kept(TunedDay kept)
    {
        foreach (var name in new[] { "static", "static-reshuffle" }) _how[name] = kept.How[name];
        return (kept.Static, kept.Reshuffle);
    }

    private (DayRoster Roster, StaffPlan Table) Plan(string name, int? reshuffles, StaffPlan? from)
    {
        var blank = DaySetting.Of(file, Blank(), SearchSeed, shocks);
        var days = Enumerable.Range(0, SearchDays).Select(n => FluidDay.Of(blank, n)).ToArray();
        var found = new StaffPlan[Starts];
        var searched = new double[Starts];
        Parallel.For(0, Starts, i =>
        {
            var search = new PlanSearch(blank, days) { Reshuffles = reshuffles, ShiftsBreaks = true };
            var random = RandomStream.For(SearchSeed, $"{name}-{i}");
            found[i] = from is null
                ? search.Improve(First(blank), FirstTries, hot: 200, cold: 0.2, random)
                : search.Improve(from, Tries, hot: 4, cold: 0.1, random);
            searched[i] = search.Loss(found[i]);
            tell($"{name}, start {i}: {searched[i]:0.0} a day by the surrogate");
        });
        var rosters = found.Select(plan => plan.Roster(blank)).ToArray();
        var losses = rosters.Select(r => Mean(DaySetting.Of(file, r, ChoiceSeed, shocks), ChoiceDays, () => new StaticPolicy(r))).ToArray();
        var best = Array.IndexOf(losses, losses.Min());
        _how[name] = $"annealing of the staffing table over {SearchDays} days of seed {SearchSeed} on the fluid surrogate, "
            + $"{Starts} starts; "
            + $"the best of them on {ChoiceDays} days of seed {ChoiceSeed} in the plant: {losses[best]:0.0} a day";
        tell($"{name}: {_how[name]}");
        return (rosters[best], found[Array.IndexOf(searched, searched.Min())]);
    }

    private TRule Choose<TRule>(string name, DayRoster roster, IEnumerable<TRule> grid, Func<TRule, IDayPolicy> make)
    {
        var rules = grid.ToArray();
        var setting = DaySetting.Of(file, roster, RuleSeed, shocks);
        var first = rules.Select(r => (Rule: r, Loss: Mean(setting, FirstRoundDays, () => make(r)))).OrderBy(r => r.Loss);
        var second = first.Take(FirstRoundBest).Select(r => (r.Rule, Loss: Mean(setting, RuleDays, () => make(r.Rule)))).ToArray();
        var best = second.MinBy(r => r.Loss);
        _how[name] = $"grid of {rules.Length} rules on {FirstRoundDays} days of seed {RuleSeed}, the best {second.Length} on {RuleDays}: "
            + $"{best.Rule}, {best.Loss:0.0} a day";
        tell($"{name}: {_how[name]}");
        return best.Rule;
    }

    private static double Mean(DaySetting setting, int days, Func<IDayPolicy> make)
    {
        var losses = new double[days];
        Parallel.For(0, days, n => losses[n] = DayPlant.Play(setting, n, make()).Loss.Total);
        return losses.Average();
    }

    /// <summary>People spread evenly over their skills, as a table to begin with.</summary>
    private StaffPlan First(DaySetting setting)
    {
        var places = Blank().Stages[0].Places;
        var start = new int[places.Length][];
        for (var g = 0; g < places.Length; g++)
        {
            start[g] = new int[file.Sectors.Length];
            for (var s = 0; s < file.Sectors.Length; s++) start[g][setting.Floor.SectorIndex(file.Sectors[s].Id)] = places[g][s];
        }
        var intervals = (int)(file.Clock.To - file.Clock.From).TotalMinutes / StaffPlan.IntervalMinutes;
        return new StaffPlan(intervals, start, isFree: true, [.. UsualBreaks]);
    }

    private DayRoster Blank() => new(UsualBreaks, [new PlanStage(0,
        [.. file.Staff.Select(group =>
        {
            var may = file.Sectors.Select(s => group.Skills.Contains(s.Id)).ToArray();
            var places = may.Select(m => m ? group.Count / may.Count(x => x) : 0).ToArray();
            places[Array.IndexOf(may, true)] += group.Count - places.Sum();
            return places;
        })])]);
}
