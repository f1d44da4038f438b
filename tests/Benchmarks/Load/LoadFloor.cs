using SyncOps.Engine.Floors;

namespace SyncOps.Benchmarks.Load;

/// <summary>Floors to send load to: sectors that hang together by nothing, and resources that each can work in their own sector.</summary>
internal static class LoadFloor
{
    public static string SectorId(int index) => $"s{index:000}";

    public static string ResourceId(int index) => $"r{index:000}";

    /// <param name="site">Its id.</param>
    /// <param name="sectors">How many sectors.</param>
    /// <param name="resources">How many resources, spread evenly over the sectors.</param>
    /// <param name="decidesHourly">Decisions fall due once an hour in place of every 5 min, so that no tick wakes who sleeps.</param>
    public static FloorDocument Of(string site, int sectors, int resources, bool decidesHourly) => new()
    {
        Site = site,
        Name = "Load",
        TimeZone = "UTC",
        Currency = "EUR",
        Clock = ClockKind.Live,
        DecideEvery = TimeSpan.FromMinutes(decidesHourly ? 60 : 5),
        Areas = [new AreaSpec("floor", "Floor")],
        Sectors =
        [
            .. Enumerable.Range(0, sectors).Select(index => new SectorSpec
            {
                Id = SectorId(index), Area = "floor", Name = $"Sector {index}", Unit = "units", TargetWaitMinutes = 60,
            }),
        ],
        Resources =
        [
            .. Enumerable.Range(0, resources).Select(index => new ResourceSpec
            {
                Id = ResourceId(index), Kind = ResourceKind.Person, Home = SectorId(index % sectors), CostPerHour = 20,
                Skills = [new Skill { Sector = SectorId(index % sectors), UnitsPerHour = 60 }],
            }),
        ],
        Moves = new MoveRules { Minutes = 5 },
    };
}
