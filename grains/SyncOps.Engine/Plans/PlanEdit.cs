using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Floors.Rules;

namespace SyncOps.Engine.Plans;

/// <summary>
/// A planner's edit of a plan: its pins from now on, and who is assigned where. Only what is there changes: without intervals
/// (<see cref="Assignments"/> is null) the assignments stay.
/// </summary>
[GenerateSerializer, Alias("request.plan")]
public sealed record PlanEdit([property: Id(0)] IReadOnlyList<Pin> Pins, [property: Id(1)] IReadOnlyList<PlanAssignment>? Assignments)
{
    private const int MaxIntervals = 300;
    internal const int MaxPins = 10_000;

    /// <summary>
    /// Reads <c>{"pins":[{"resource","sector","from","until"}],"intervals"?:[{"at","sectors":{id:{"assigned":[id]}}}]}</c> against the
    /// floor. Other members of an interval's sectors are ignored, so a plan that was read can be sent back.
    /// </summary>
    public static (PlanEdit? Edit, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json, FloorDocument floor)
        => JsonInput.Read(utf8Json, body =>
        {
            var names = new FloorNames(floor, body.Faults);
            var pins = body.List("pins", 0, MaxPins, pin => ReadPin(pin, names));
            var intervals = body.OptionalList("intervals", 0, MaxIntervals, interval => ReadInterval(interval, names));
            return new PlanEdit(pins, intervals?.SelectMany(cells => cells).ToList());
        });

    private static Pin ReadPin(JsonInput pin, FloorNames names)
    {
        var read = new Pin(pin.Id("resource"), pin.Id("sector"), pin.Instant("from"), pin.Instant("until"));
        names.CheckResource(read.Resource, pin.PathOf("resource"));
        names.CheckSector(read.Sector, pin.PathOf("sector"));
        if (read.Until <= read.From && read.Until != InstantRange.Earliest)
        {
            pin.Faults.Add(pin.PathOf("until"), FaultCodes.EndNotAfterStart,
                $"until {ContractJson.Write(read.Until)} is not after from {ContractJson.Write(read.From)}. Give a later end.");
        }
        return read;
    }

    private static List<PlanAssignment> ReadInterval(JsonInput interval, FloorNames names)
    {
        var at = interval.Instant("at");
        var sectors = interval.Part("sectors");
        var cells = new List<PlanAssignment>();
        foreach (var sector in sectors.Names)
        {
            var path = sectors.PathOf(sector);
            names.CheckSector(sector, path);
            if (sectors.OptionalPart(sector) is not { } cell) continue;
            var assigned = cell.Ids("assigned", FloorReader.MaxResources);
            for (var i = 0; i < assigned.Count; i++) names.CheckResource(assigned[i], $"{path}.assigned[{i}]");
            ListRules.Unique(assigned, id => id, i => $"{path}.assigned[{i}]", "resource", interval.Faults);
            cells.Add(new PlanAssignment(at, sector, assigned) { Path = path });
        }
        return cells;
    }
}

/// <summary>Who is to work in a sector in the interval that begins at <see cref="At"/>.</summary>
[GenerateSerializer, Alias("request.plan.assignment")]
public sealed record PlanAssignment(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] string Sector, [property: Id(2)] IReadOnlyList<string> Assigned)
{
    /// <summary>JSON path of the sector's cell in the request, for faults.</summary>
    [Id(3)] public string Path { get; init; } = "$.intervals";
}
