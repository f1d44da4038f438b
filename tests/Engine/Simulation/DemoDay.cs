using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Tests.Engine.Simulation;

/// <summary>The product's own demo floor and scenario, and what the simulation tests ask of a run.</summary>
internal static class DemoDay
{
    public static readonly Floor Floor = Floor.Of(JsonSerializer.Deserialize<FloorDocument>(Text("floor.json"), ContractJson.Options)!);

    public static readonly FloorScenario Scenario = ScenarioReader.Read(Text("scenario.json"), Floor).Value!;

    /// <summary>Monday 2 March 2026, 08:00 in Amsterdam, when the demo floor's clock starts.</summary>
    public static readonly DateTimeOffset Opens = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    /// <summary>The scenario without chance: everybody comes, works at the standard rate, and nothing happens.</summary>
    public static readonly FloorScenario Calm = Scenario with
    {
        Absence = 0, Rates = new RateNoise(), Shocks = [], FirstDay = [],
        Arrivals = [.. Scenario.Arrivals.Select(a => a with { DayCv = 0, HalfHourCv = 0, Overnight = a.Overnight with { Cv = 0 } })],
    };

    public static string Text(string name)
    {
        using var stream = typeof(DemoDay).Assembly.GetManifestResourceStream($"demo.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static FloorSimulator Simulator(FloorScenario scenario, string run = "run") => new(Floor, scenario, run, Opens);

    public static IReadOnlyList<FloorEvent> Events(FloorScenario scenario, double hours) => Simulator(scenario).Step(Opens.AddHours(hours));

    public static DateTimeOffset At(int hour, int minute = 0) => Opens.AddHours(hour - 8).AddMinutes(minute);

    public static double Units(IEnumerable<FloorEvent> events, EventKind kind, string sector)
        => events.Where(e => e.Kind == kind && e.Sector == sector).Sum(e => e.Units.Value);
}
