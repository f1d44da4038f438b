using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Fluid;

/// <summary>
/// Looks for the staffing table with the least mean loss over given days, all met by the same table: simulated annealing over stretches
/// of time for which one or a few people of a group are in another sector.
/// </summary>
public sealed class PlanSearch(DaySetting setting, IReadOnlyList<FluidDay> days)
{
    private readonly FluidNetwork _network = new(setting);
    private readonly bool[][] _may =
        [.. setting.File.Staff.Select(g => setting.Floor.Sectors.Select(s => g.Skills.Contains(s.Id)).ToArray())];
    private readonly Dictionary<(int Group, int Present), (double[] People, int Moves)> _filled =
        days.SelectMany(d => d.Present.Select((n, g) => (g, n))).Distinct()
            .ToDictionary(k => k, _ => (new double[days[0].Arrivals.Length], 0));

    private readonly (int Group, int Present)[] _keys = [.. days.SelectMany(d => d.Present.Select((n, g) => (g, n))).Distinct()];

    /// <summary>How many changes a table may have after its first interval; null: any number. 1 is a single reshuffle.</summary>
    public int? Reshuffles { get; init; }

    /// <summary>True: the breaks may be shifted too.</summary>
    public bool ShiftsBreaks { get; init; }

    /// <summary>Mean loss a day of a table, its moves included.</summary>
    public double Loss(StaffPlan plan, double most = double.PositiveInfinity)
    {
        foreach (var key in _keys)
        {
            var people = _filled[key].People;
            _filled[key] = (people, plan.Fill(key.Group, key.Present, people, setting.File));
        }
        var total = 0.0;
        var groups = new double[plan.Groups][];
        most *= days.Count;
        foreach (var day in days)
        {
            for (var g = 0; g < groups.Length; g++)
            {
                (groups[g], var moves) = _filled[(g, day.Present[g])];
                total += moves * setting.File.Move.Cost;
            }
            total += _network.Loss(day, groups);
            if (total > most) break;
        }
        return total / days.Count;
    }

    /// <summary>The best table found from a given one by so many changes tried, the temperature falling between two losses a day.</summary>
    public StaffPlan Improve(StaffPlan from, int tries, double hot, double cold, RandomStream random)
    {
        var (now, best, next) = (from.Copy(), from.Copy(), from.Copy());
        var loss = Loss(now);
        var least = loss;
        for (var i = 0; i < tries; i++)
        {
            var temperature = hot * PortableMath.Exp(PortableMath.Log(cold / hot) * i / tries);
            next.CopyFrom(now);
            if (!Change(next, random)) continue;

            // What the draw would have to allow is known beforehand, so a roll-out may stop early.
            var limit = loss - temperature * PortableMath.Log(1 - random.Uniform());
            var tried = Loss(next, limit);
            if (tried > limit) continue;
            (now, next, loss) = (next, now, tried);
            if (loss >= least) continue;
            best.CopyFrom(now);
            least = loss;
        }
        return best;
    }

    private bool Change(StaffPlan plan, RandomStream random)
    {
        if (ShiftsBreaks && random.Chance(0.05)) return ShiftBreak(plan, random);
        var group = Below(plan.Groups);
        var (from, to) = (Below(plan.Sectors), Below(plan.Sectors));
        if (from == to || !_may[group][from] || !_may[group][to]) return false;
        var count = random.Chance(0.6) ? 1 : 1 + Below(4);
        var (start, end) = Stretch(plan, random);
        for (var k = start; k < end; k++)
        {
            if (plan[group, k, from] < count) return false;
            plan[group, k, from] -= count;
            plan[group, k, to] += count;
        }
        return true;

        int Below(int n) => (int)(random.Uniform() * n);
    }

    private (int Start, int End) Stretch(StaffPlan plan, RandomStream random)
    {
        if (Reshuffles is not { } most)
        {
            var start = random.Chance(0.25) ? 0 : (int)(random.Uniform() * plan.Intervals);
            var end = random.Chance(0.25) ? plan.Intervals : start + 1 + (int)(random.Uniform() * (plan.Intervals - start));
            return (start, end);
        }
        var changes = Enumerable.Range(1, plan.Intervals - 1).Where(plan.Changes).ToArray();
        var edges = changes.Length < most && random.Chance(0.3) ? [1 + (int)(random.Uniform() * (plan.Intervals - 1))] : changes;
        int[] all = [0, .. edges.Take(most), plan.Intervals];
        var first = (int)(random.Uniform() * (all.Length - 1));
        return random.Chance(0.2) ? (0, plan.Intervals) : (all[first], all[first + 1]);
    }

    /// <summary>Breaks begin at quarters, in the order of the day: 9 to 10:30, 11 to 13, 14:30 to 15:45 on a day from 8 to 17.</summary>
    private static bool ShiftBreak(StaffPlan plan, RandomStream random)
    {
        var b = (int)(random.Uniform() * plan.BreakStarts.Length);
        var at = plan.BreakStarts[b] + (random.Chance(0.5) ? 15 : -15);
        var (least, most) = b switch { 0 => (60, 150), 1 => (180, 300), _ => (390, 465) };
        if (at < least || at > most) return false;
        plan.BreakStarts[b] = at;
        return true;
    }
}
