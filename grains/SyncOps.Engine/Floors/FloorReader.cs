using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors.Rules;

namespace SyncOps.Engine.Floors;

/// <summary>Reads and checks a floor document. What comes out is valid: everything after it may rely on every rule.</summary>
public static class FloorReader
{
    public const int MaxSectors = 10_000;
    public const int MaxResources = 100_000;

    /// <summary>
    /// The document of the site whose address it was sent to, or null and every fault (the first <see cref="FaultList.DocumentLimit"/>).
    /// Absent members have the defaults of <see cref="FloorDocument"/>.
    /// </summary>
    public static (FloorDocument? Document, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json, string site)
        => JsonInput.Read(utf8Json, root =>
        {
            var floor = FloorShape.Read(root, site);
            ClockRules.Check(floor, root.Faults);
            ListRules.Check(floor, root.Faults);
            ReferenceRules.Check(floor, root.Faults);
            RoutingRules.Check(floor, root.Faults);
            return floor;
        });
}
