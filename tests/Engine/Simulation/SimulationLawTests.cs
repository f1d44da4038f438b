using CsCheck;
using SyncOps.Engine.Events;
using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Simulation;

public class SimulationLawTests
{
    /// <summary>Up to a dozen moves of anyone anywhere at any minute of a day and a half, known at that minute.</summary>
    private static readonly Gen<(int Person, int Sector, int Minute, int Travel)[]> Moves =
        Gen.Select(Gen.Int[0, 57], Gen.Int[0, 4], Gen.Int[0, 2100], Gen.Int[0, 20]).Array[0, 12];

    [Fact]
    public void Work_is_conserved_whatever_is_moved()
        => Gen.Select(Gen.ULong, Moves, Gen.Int[1, 180]).Sample(
            (seed, moves, stepMinutes) =>
            {
                var simulator = DemoDay.Simulator(DemoDay.Scenario with { Seed = seed });
                var events = Run(simulator, moves, stepMinutes);
                foreach (var sector in simulator.Sectors)
                {
                    var arrived = DemoDay.Units(events, EventKind.WorkArrived, sector.Id);
                    var completed = DemoDay.Units(events, EventKind.WorkCompleted, sector.Id);
                    var removed = DemoDay.Units(events, EventKind.WorkRemoved, sector.Id);
                    var (backlog, adjusted) = Followed(events.Where(e => e.Sector == sector.Id))[^1];
                    if (arrived + adjusted != completed + removed + backlog || backlog != sector.Backlog || backlog < 0) return false;
                }
                return IsKeptBetween(events, simulator, "dock", "put-away", 25_000)
                    && IsKeptBetween(events, simulator, "pick", "pack", 400_000)
                    && IsKeptBetween(events, simulator, "pack", "load", 1_000_000);
            },
            iter: 16, threads: 1, seed: "0000KOnr3Vp8");

    [Fact]
    public void A_backlog_is_never_negative_on_the_way_either()
        => Gen.Select(Gen.ULong, Moves).Sample(
            (seed, moves) =>
            {
                var simulator = DemoDay.Simulator(DemoDay.Scenario with { Seed = seed });
                var events = Run(simulator, moves, 60);
                return DemoDay.Floor.Sectors.All(s => Followed(events.Where(e => e.Sector == s.Id)).All(point => point.Backlog >= 0));
            },
            iter: 8, threads: 1, seed: "0000KOnr3Vp8");

    // Of the Poisson counts alone the variance of an hour is 7.75 per order (orders bring 2.5 lines with variance 1.5: 1.5 + 2.5^2).
    // Days and half hours that vary add (mean x cv)^2: that is the over-dispersion.
    [Fact]
    public void Arrivals_have_the_scenarios_mean_and_are_more_dispersed_than_chance()
    {
        const int Days = 150;
        var hours = new double[Days];
        for (var d = 0; d < Days; d++) hours[d] = LinesBetween14And15(DemoDay.Scenario with { Shocks = [], Seed = (ulong)(1000 + d) });

        // Shape over 14-15 h: 0.75 + 0.72 x 0.00168 + 0.35 x 0.7468 = 1.0126; / 1.0030 x 640 orders = 646.1; x 2.5 lines = 1615.
        // Per hour: variance = 646.1 x 7.75 + 1615^2 (0.09^2 + 0.1^2 / 2) = 5,007 + 34,167; standard deviation 198, of the mean 16.
        var mean = hours.Average();
        Assert.InRange(mean, 1615 - 4 * 16, 1615 + 4 * 16);
        var variance = hours.Sum(h => (h - mean) * (h - mean)) / (Days - 1);
        Assert.InRange(Math.Sqrt(variance), 198 * 0.8, 198 * 1.2);      // its standard error is 1/sqrt(300) = 6 %
    }

    [Fact]
    public void Without_variation_arrivals_are_compound_Poisson()
    {
        const int Days = 150;
        var hours = new double[Days];
        for (var d = 0; d < Days; d++) hours[d] = LinesBetween14And15(DemoDay.Calm with { Seed = (ulong)(1000 + d) });

        var mean = hours.Average();
        var variance = hours.Sum(h => (h - mean) * (h - mean)) / (Days - 1);
        Assert.InRange(Math.Sqrt(variance), 70.8 * 0.8, 70.8 * 1.2);    // sqrt(646.1 x 7.75) = 70.8
    }

    [Fact]
    public void Shocks_happen_as_often_as_their_probability_says()
    {
        // A calm day brings 5,760 orders or 14,400 lines, standard deviation sqrt(5,760 x 7.75) = 211; two hours of x1.5 add 0.5 x 2 h
        // x at least 480 orders x 2.5 = 1,200 lines, so 600 more tell the days apart.
        var shock = new Shock { Kind = ShockKind.Surge, Probability = 0.3, Arrivals = "orders", Factor = 1.5, Hours = 2 };
        var surge = DemoDay.Calm with { Shocks = [shock] };
        var days = Enumerable.Range(0, 150)
            .Select(d => SimulatedDay.Draw(DemoDay.Floor, surge with { Seed = (ulong)d }, new(2026, 3, 3), Tick));
        var extra = days.Count(day => Total(day) > 5_760 * 2.5 + 600);

        Assert.InRange(extra, 45 - 22, 45 + 22);        // binomial(150, 0.3): 45, four standard deviations of 5.6
    }

    private static readonly TimeSpan Tick = FloorSimulator.Tick;

    /// <summary>A sector's backlog after each of its work events, arrivals of an instant first, and what counts found by then.</summary>
    private static List<(double Backlog, double Adjusted)> Followed(IEnumerable<FloorEvent> events)
    {
        var points = new List<(double Backlog, double Adjusted)> { (0, 0) };
        foreach (var e in events.Where(e => e.IsWork).OrderBy(e => e.Time).ThenBy(e => e.Kind))
        {
            var (backlog, adjusted) = points[^1];
            points.Add(e.Kind switch
            {
                EventKind.WorkArrived => (backlog + e.Units.Value, adjusted),
                EventKind.WorkCounted => (e.Units.Value, adjusted + e.Units.Value - backlog),
                _ => (backlog - e.Units.Value, adjusted),
            });
        }
        return points;
    }

    private static long Total(SimulatedDay day)
    {
        var sum = 0L;
        for (var at = day.Plan.Opens + Tick; at <= day.Plan.Closes; at += Tick) sum += day.Units(0, at);
        return sum;
    }

    private static double LinesBetween14And15(FloorScenario scenario)
    {
        var day = SimulatedDay.Draw(DemoDay.Floor, scenario, new DateOnly(2026, 3, 3), Tick);
        var sum = 0L;
        for (var at = day.Plan.Opens.AddHours(6) + Tick; at <= day.Plan.Opens.AddHours(7); at += Tick) sum += day.Units(0, at);
        return sum;
    }

    private static List<FloorEvent> Run(FloorSimulator simulator, (int Person, int Sector, int Minute, int Travel)[] moves, int stepMinutes)
    {
        var events = new List<FloorEvent>();
        for (var minute = stepMinutes; minute <= 2200; minute += stepMinutes)
        {
            events.AddRange(simulator.Step(DemoDay.Opens.AddMinutes(minute)));
            foreach (var move in moves.Where(m => m.Minute > minute - stepMinutes && m.Minute <= minute))
            {
                simulator.Move(
                    DemoDay.Floor.Resources[move.Person].Id, DemoDay.Floor.Sectors[move.Sector].Id,
                    simulator.Now, simulator.Now.AddMinutes(move.Travel));
            }
        }
        return events;
    }

    private static bool IsKeptBetween(
        IReadOnlyList<FloorEvent> events, FloorSimulator simulator, string from, string to, long millionthsPerUnit)
    {
        var sent = (long)DemoDay.Units(events, EventKind.WorkCompleted, from) * millionthsPerUnit;
        var here = events.Where(e => e.Kind == EventKind.WorkArrived && e.Sector == to && e.From == from).Sum(e => e.Units.Millionths);
        var rest = sent - here - simulator.UnderWayTo(to) * 1_000_000;
        return rest is >= 0 and < 1_000_000;
    }
}
