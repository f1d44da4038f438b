using SyncOps.Engine.Floors;

namespace SyncOps.Tests.Faults;

/// <summary>A floor on a live clock whose sectors hang together by nothing, and whose resources can all work everywhere, at once.</summary>
internal static class SmallFloor
{
    public static FloorDocument Live(string site, int sectors, int resources) => new()
    {
        Site = site,
        Name = site,
        TimeZone = "UTC",
        Currency = "EUR",
        Clock = ClockKind.Live,
        Areas = [new AreaSpec("floor", "Floor")],
        Sectors = [.. Enumerable.Range(0, sectors).Select(i => new SectorSpec
        {
            Id = Sector(i), Area = "floor", Name = Sector(i), Unit = "unit", TargetWaitMinutes = 60,
        })],
        Resources = [.. Enumerable.Range(0, resources).Select(i => new ResourceSpec
        {
            Id = Resource(i), Kind = ResourceKind.Person, Home = Sector(0), CostPerHour = 20,
            Skills = [.. Enumerable.Range(0, sectors).Select(s => new Skill { Sector = Sector(s), UnitsPerHour = 60 })],
        })],
        Moves = new MoveRules { Minutes = 0 },
        // Nobody is promised to a card here: moves come from the test alone.
        Policy = new FloorPolicy { MaxCardsPerHour = 0 },
    };

    public static string Sector(int index) => $"s{index}";

    public static string Resource(int index) => $"r{index}";
}
