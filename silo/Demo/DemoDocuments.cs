using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Silo.Demo;

/// <summary>The demo floor and its scenario, as they are built into the program.</summary>
public sealed record DemoDocuments(Floor Floor, FloorScenario Scenario)
{
    /// <summary>Reads both. Throws when they do not fit together, which would be a fault of the build.</summary>
    public static DemoDocuments Read()
    {
        var floor = Floor.Of(JsonSerializer.Deserialize<FloorDocument>(Text("floor.json"), ContractJson.Options)
            ?? throw new InvalidOperationException("The built-in demo floor is null."));
        var scenario = ScenarioReader.Read(Text("scenario.json"), floor);
        return scenario.IsRefused
            ? throw new InvalidOperationException($"The built-in demo scenario is not valid: {scenario.Refusal!.Reason}")
            : new DemoDocuments(floor, scenario.Value!);
    }

    public ScenarioDay Day(DateOnly date) => new(Floor, Scenario, date);

    private static string Text(string name)
    {
        using var stream = typeof(DemoDocuments).Assembly.GetManifestResourceStream($"SyncOps.Silo.Demo.{name}")
            ?? throw new InvalidOperationException($"The built-in document '{name}' is missing from the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
