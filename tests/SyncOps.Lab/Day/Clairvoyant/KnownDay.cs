using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Clairvoyant;

/// <summary>Everything that chance decides of a day, summed up for the buckets of a grid.</summary>
internal sealed class KnownDay
{
    private readonly SimulatedDay _drawn;

    public KnownDay(DaySetting setting, int day, BoundGrid grid)
    {
        Plan = setting.Day(day);
        _drawn = SimulatedDay.Draw(setting.Floor, setting.Scenario, Plan.Date, FloorSimulator.Tick);
        var floor = setting.Floor;
        Arrived = Table(floor.Sectors.Count, grid.Buckets + 1);
        MeanArrived = Table(floor.Sectors.Count, grid.Buckets);
        UnitsPerPerson = Table(floor.Sectors.Count, grid.Buckets);
        Due = new double[Plan.Trucks.Count];
        Sum(setting, grid);
        Rates(setting, grid);
        Teams = [.. Enumerable.Range(0, setting.File.Staff.Length).SelectMany(g => TeamsOf(setting, g, grid))];
    }

    public ScenarioDay Plan { get; }

    /// <summary>Outside arrivals until each edge, and their mean over the ticks of each bucket, by sector.</summary>
    public double[][] Arrived { get; }
    public double[][] MeanArrived { get; }

    /// <summary>Units that a person completes in each bucket, at the bucket's best rate.</summary>
    public double[][] UnitsPerPerson { get; }

    /// <summary>Units due with each truck, of its sector.</summary>
    public double[] Due { get; }

    /// <summary>The people who come.</summary>
    public IReadOnlyList<BoundTeam> Teams { get; }

    private void Sum(DaySetting setting, BoundGrid grid)
    {
        var ticksAMinute = TimeSpan.FromMinutes(1) / FloorSimulator.Tick;
        var last = setting.Floor.SectorIndex(setting.File.Sectors[^1].Id);
        var becomes = Fluid.FluidNetwork.UnitsAt(setting.Floor, last);
        for (var p = 0; p < setting.Scenario.Arrivals.Count; p++)
        {
            var s = setting.Floor.SectorIndex(setting.Scenario.Arrivals[p].Sector);
            var (sum, tick) = ((double)_drawn.OvernightUnits(p), 0);
            for (var k = 0; k < grid.Buckets; k++)
            {
                var (until, count, total) = ((int)Math.Round(grid.Edge(k + 1) * ticksAMinute), 0, 0.0);
                Arrived[s][k] += sum;
                for (; tick < until; tick++)
                {
                    (total, count) = (total + sum, count + 1);
                    sum += _drawn.Units(p, Plan.Opens + (tick + 1) * FloorSimulator.Tick);
                    for (var i = 0; i < Due.Length; i++)
                        if (Plan.Opens + (tick + 1) * FloorSimulator.Tick == Plan.Trucks[i].OrderBy) Due[i] += sum * becomes[s];
                }
                MeanArrived[s][k] += total / count;
            }
            Arrived[s][grid.Buckets] += sum;
        }
    }

    private void Rates(DaySetting setting, BoundGrid grid)
    {
        for (var s = 0; s < UnitsPerPerson.Length; s++)
        {
            var perHour = setting.File.Sectors.First(f => f.Id == setting.Floor.Sectors[s].Id).RatePerHour;
            for (var k = 0; k < grid.Buckets; k++)
            {
                var best = 0.0;
                for (var at = Plan.Opens.AddMinutes(grid.Edge(k)); at < Plan.Opens.AddMinutes(grid.Edge(k + 1)); at += FloorSimulator.Tick)
                    best = Math.Max(best, _drawn.RateFactor(s, at));
                UnitsPerPerson[s][k] = perHour * best * grid.Minutes(k) / 60;
            }
        }
    }

    private IEnumerable<BoundTeam> TeamsOf(DaySetting setting, int group, BoundGrid grid)
    {
        var staff = setting.File.Staff[group];
        var people = Enumerable.Range(0, staff.Count).Select(n => setting.Floor.ResourceIndex(DaySetting.PersonId(staff.Group, n)))
            .Where(p => _drawn.IsOnDuty(p, Plan.Opens));
        foreach (var turn in people.GroupBy(p => string.Join(' ', Plan.Breaks(p).Select(b => b.Start.Ticks))).OrderBy(t => t.Key))
        {
            var homes = new int[setting.Floor.Sectors.Count];
            foreach (var p in turn) homes[setting.Floor.SectorIndex(setting.Floor.Resources[p].Home)]++;
            var breaks = Enumerable.Range(0, grid.Buckets).Select(k => _drawn.IsOnBreak(turn.First(), Plan.Opens.AddMinutes(grid.Edge(k))));
            yield return new BoundTeam(group, homes, [.. breaks]);
        }
    }

    private static double[][] Table(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}

/// <summary>People of a group who have their breaks together: how many begin in each sector, and the buckets of their breaks.</summary>
internal sealed record BoundTeam(int Group, int[] Homes, bool[] IsOnBreak);
