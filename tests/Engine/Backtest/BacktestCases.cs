using NodaTime;
using SyncOps.Engine.Backtest;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Tests.Engine.Backtest;

/// <summary>
/// Small cases in a few lines: sectors <c>a</c> and <c>b</c> at 1 per unit-hour, moves of 30 min at 2 each, days from 2026-03-02 UTC. Times
/// are hours after the first midnight.
/// </summary>
internal static class BacktestCases
{
    public static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double hours) => Midnight.AddHours(hours);

    public static FloorDocument Document(params ResourceSpec[] people) => new()
    {
        Site = "small", Name = "Small", TimeZone = "UTC", Currency = "EUR", Clock = ClockKind.Stepped, Start = Midnight,
        DecideEvery = TimeSpan.FromMinutes(15), Areas = [new AreaSpec("floor", "Floor")], Sectors = [Sector("a"), Sector("b")],
        Resources = people, Moves = new MoveRules { Minutes = 30, Cost = 2 },
    };

    public static SectorSpec Sector(string id) => new()
    {
        Id = id, Area = "floor", Name = id.ToUpperInvariant(), Unit = "orders", TargetWaitMinutes = 30,
    };

    /// <summary>A person at home in the first of its skills.</summary>
    public static ResourceSpec Person(string id, params (string Sector, double UnitsPerHour)[] skills) => new()
    {
        Id = id, Kind = ResourceKind.Person, Home = skills[0].Sector, CostPerHour = 20,
        Skills = [.. skills.Select(s => new Skill { Sector = s.Sector, UnitsPerHour = s.UnitsPerHour })],
    };

    public static BacktestPeriod Days(int count) => new(
        [.. Enumerable.Range(0, count).Select(new LocalDate(2026, 3, 2).PlusDays)],
        [.. Enumerable.Range(0, count + 1).Select(d => At(24 * d))]);

    /// <param name="duties">By resource in id order: stretches of duty, all in one sector.</param>
    public static BacktestCase Case(
        FloorDocument document, int days, (double Enters, string[] Way)[] jobs,
        params (double From, double Until, string Sector)[][] duties)
    {
        var floor = Floor.Of(document);
        return new BacktestCase
        {
            Floor = floor, Period = Days(days), Recorded = new RecordedWaiting(0, null, 0),
            Jobs = [.. jobs.OrderBy(j => j.Enters).Select((j, i) => new Job(
                i, At(j.Enters), [.. j.Way.Select(s => new JobStep(floor.SectorIndex(s), 1, TimeSpan.Zero))]))],
            Duties = [.. duties.Select(d => d.Select(s => new DutyStretch(
                At(s.From), At(s.Until), [new RecordedPlace(At(s.From), floor.SectorIndex(s.Sector))], [])).ToArray())],
        };
    }

    /// <summary>A few days of a floor that chance made: people of several skills and rates, jobs of several steps.</summary>
    public static BacktestCase Random(ulong seed)
    {
        var random = RandomStream.For(seed, "small floor");
        string[] ids = ["a", "b", "c"];
        var people = Enumerable.Range(0, 2 + random.Below(4)).Select(n => Person(
            $"p{n}", [.. ids.Where((_, s) => s == n % 3 || random.Chance(0.6)).Select(s => (s, 0.5 + 3 * random.Uniform()))])).ToArray();
        var document = Document(people) with
        {
            Sectors = [.. ids.Select(s => Sector(s) with { WaitCostPerUnitHour = 1 + random.Below(3), LeftCostPerUnit = random.Below(2) })],
        };
        var days = 2 + random.Below(2);
        var jobs = Enumerable.Range(0, 20 + random.Below(30)).Select(_ => (
            days * 20 * random.Uniform(), Enumerable.Range(0, 1 + random.Below(3)).Select(_ => ids[random.Below(3)]).ToArray())).ToArray();
        var duties = people.Select(p => Enumerable.Range(0, days).Select(d =>
        {
            var from = 24 * d + 6 + 4 * random.Uniform();
            return (from, from + 4 + 6 * random.Uniform(), p.Home);
        }).ToArray()).ToArray();
        return Case(document, days, jobs, duties);
    }

    public static FloorEvent Event(EventKind kind, double hours, string? sector = null, string? resource = null, double units = 0) => new()
    {
        Kind = kind, Source = "urn:test", Id = $"{kind}/{hours}/{sector}{resource}", Time = At(hours), Sector = sector, Resource = resource,
        Units = SyncOps.Engine.Quantities.Units.Of(units),
    };
}
