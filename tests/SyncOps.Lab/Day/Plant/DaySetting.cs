using System.Globalization;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Day.Plant;

/// <summary>
/// A scenario file in the engine's own words: the floor and the day documents that a site would be told, and the scenario by which the
/// engine's simulator works. The file gives no targets and no clock zone: waits are held to an hour inbound, half an hour outbound and
/// 20 min at the truck, and local time is UTC.
/// </summary>
public sealed class DaySetting
{
    private const string OrderShape =
        "0.75 + 0.72 exp(-((h-11)/1.3)^2) + 0.35 exp(-(h-15)^2), h = hour of day, normalised to mean 1 over the shift";
    private static readonly DateOnly FirstDate = new(2026, 3, 2);

    private DaySetting(DayFile file, DayRoster roster, Floor floor, FloorScenario scenario)
        => (File, Roster, Floor, Scenario) = (file, roster, floor, scenario);

    public DayFile File { get; }
    public DayRoster Roster { get; }
    public Floor Floor { get; }
    public FloorScenario Scenario { get; }

    /// <summary>Days of a seed; with shocks, those of the file happen by their probabilities.</summary>
    public static DaySetting Of(DayFile file, DayRoster roster, ulong seed, bool shocks)
    {
        var floor = Floor.Of(FloorOf(file, roster));
        var scenario = ScenarioOf(file, roster, seed, shocks);
        var faults = ScenarioReader.Check(scenario, floor);
        if (faults.Count > 0) throw new InstanceException($"{file.Id}: {faults[0].Path}: {faults[0].Reason}");
        return new DaySetting(file, roster, floor, scenario);
    }

    public DaySetting WithSeed(ulong seed) => new(File, Roster, Floor, Scenario with { Seed = seed });

    /// <summary>The n-th day, from 0: dates follow each other and every date has its own chance.</summary>
    public ScenarioDay Day(int n) => new(Floor, Scenario, FirstDate.AddDays(n));

    /// <summary>A person of a group; n from 0.</summary>
    public static string PersonId(string group, int n) => string.Create(CultureInfo.InvariantCulture, $"{group}-{n + 1:00}");

    private static FloorDocument FloorOf(DayFile file, DayRoster roster)
    {
        var resources = new List<ResourceSpec>();
        for (var g = 0; g < file.Staff.Length; g++)
        {
            var group = file.Staff[g];
            if (roster.Stages[0].Places[g].Sum() != group.Count)
                throw new InstanceException($"{group.Group} has {group.Count} people to place.");
            var homes = roster.Stages[0].Places[g].SelectMany((count, s) => Enumerable.Repeat(file.Sectors[s].Id, count)).ToArray();
            for (var n = 0; n < group.Count; n++)
            {
                resources.Add(new ResourceSpec
                {
                    Id = PersonId(group.Group, n), Kind = ResourceKind.Person, Home = homes[n], CostPerHour = file.WagePerHour,
                    OvertimeMultiplier = file.Clock.OvertimeMultiplier,
                    Skills = [.. file.Sectors.Where(s => group.Skills.Contains(s.Id))
                        .Select(s => new Skill { Sector = s.Id, UnitsPerHour = s.RatePerHour })],
                });
            }
        }
        return new FloorDocument
        {
            Site = "day", Name = file.Id, TimeZone = "UTC", Currency = "EUR", Clock = ClockKind.Stepped,
            Start = new DateTimeOffset(FirstDate.ToDateTime(file.Clock.From), TimeSpan.Zero),
            Areas = [new AreaSpec("floor", "Floor")], Sectors = [.. file.Sectors.Select(SectorOf)], Resources = resources,
            // The plant's people keep their hours: the file's overtime is not worked, and its breaks are the static plan's.
            Policy = new FloorPolicy { Hours = new HoursPolicy(OvertimeMinutes: 0, MoveBreaks: false) },
            Moves = new MoveRules { Minutes = file.Move.Minutes, Cost = file.Move.Cost },
        };
    }

    private static SectorSpec SectorOf(DaySector sector) => new()
    {
        Id = sector.Id, Area = "floor", Name = sector.Id, Unit = sector.Unit,
        TargetWaitMinutes = sector.Id switch { "dock" or "put-away" => 60, "load" => 20, _ => 30 },
        WaitCostPerUnitHour = sector.WaitCostPerUnitHour, LeftCostPerUnit = sector.LeftCostPerUnit,
        Next = [.. (sector.Next ?? []).Select(r => new Route
        {
            To = r.To, Share = r.Share, UnitsPerUnit = r.UnitsPerUnit, DelayMinutes = r.DelayMinutes,
        })],
    };

    private static FloorScenario ScenarioOf(DayFile file, DayRoster roster, ulong seed, bool shocks)
    {
        if (file.Arrivals.Orders.Shape != OrderShape) throw new InstanceException($"{file.Id}: unknown shape of orders.");
        if (file.Arrivals.InboundCartons.Profile != "flat 08:00-15:00") throw new InstanceException($"{file.Id}: unknown inbound profile.");
        var (orders, inbound) = (file.Arrivals.Orders, file.Arrivals.InboundCartons);
        return new FloorScenario
        {
            Seed = seed, Opens = file.Clock.From, Closes = file.Clock.To, Clears = file.Clock.To.AddMinutes(15),
            Arrivals =
            [
                new ArrivalProcess
                {
                    Id = "orders", Sector = orders.Into, PerHour = orders.PerHour, UnitsEach = orders.LinesPerOrder,
                    Shape = new DayShape
                    {
                        Level = 0.75, Peaks = [new Peak(new TimeOnly(11, 0), 0.72, 1.3), new Peak(new TimeOnly(15, 0), 0.35, 1)],
                    },
                    DayCv = orders.DayCv, HalfHourCv = orders.HalfHourCv,
                    Overnight = new Overnight(orders.OvernightBacklogOrders.Mean, orders.OvernightBacklogOrders.Cv),
                },
                new ArrivalProcess
                {
                    Id = "inbound", Sector = inbound.Into, PerHour = inbound.PerHour, From = new TimeOnly(8, 0),
                    Until = new TimeOnly(15, 0),
                    DayCv = inbound.DayCv, HalfHourCv = inbound.HalfHourCv,
                },
            ],
            Rates = new RateNoise
            {
                SectorDayCv = file.RateNoise.SectorDayCv, HalfHourSd = file.RateNoise.Ar1.Sd, HalfHourCorrelation = file.RateNoise.Ar1.Rho,
            },
            Absence = file.Absence.Binomial,
            Breaks = new BreakRules
            {
                Groups = 3,
                Times = [.. roster.BreakStarts.Select((at, i) => new BreakTime(
                    file.Clock.From.AddMinutes(at), (int)file.BreaksMinutes[i]))],
            },
            // Orders leave from the last sector of their way.
            Trucks = [.. file.Trucks.Select(t => new Truck
            {
                Id = $"truck-{t.Leaves:HHmm}", Sector = file.Sectors[^1].Id, OrderBy = t.OrderBy, Leaves = t.Leaves,
                CostPerLateUnit = file.CostPerLateOrder,
            })],
            Shocks = shocks ? [.. file.Shocks.Select(ShockOf)] : [],
        };
    }

    private static Shock ShockOf(DayShock shock) => shock.Kind switch
    {
        "absence" => new Shock { Kind = ShockKind.Absence, Probability = shock.Probability, Share = shock.Share },
        "surge" => new Shock
        {
            Kind = ShockKind.Surge, Probability = shock.Probability, Arrivals = "orders", Factor = shock.Factor, Hours = shock.Hours,
        },
        "machine down" => new Shock
        {
            Kind = ShockKind.Breakdown, Probability = shock.Probability, Sector = shock.Sector, Share = shock.CapacityShare,
            Hours = shock.Hours,
        },
        _ => throw new InstanceException($"Unknown kind of shock: {shock.Kind}."),
    };
}
