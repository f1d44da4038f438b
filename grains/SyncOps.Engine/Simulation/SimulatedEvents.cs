using System.Globalization;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// The events of one run, numbered as they are written: ids sort as they happened and sequences rise for every sector and resource.
/// </summary>
internal sealed class SimulatedEvents(Floor floor, string source)
{
    private List<FloorEvent> _written = [];
    private long _sequence;

    public void Arrived(DateTimeOffset at, int sector, long units, int? from)
        => Write(EventKind.WorkArrived, at, e => e with
        {
            Sector = floor.Sectors[sector].Id,
            Units = Quantities.Units.Of(units),
            From = from is { } upstream ? floor.Sectors[upstream].Id : null,
        });

    public void Completed(DateTimeOffset at, int sector, long units)
        => Write(EventKind.WorkCompleted, at, e => e with
        {
            Sector = floor.Sectors[sector].Id,
            Units = Quantities.Units.Of(units),
            To = floor.Sectors[sector].Next is [var only] ? only.To : null,
        });

    /// <summary>A physical count: how many units are there.</summary>
    public void Counted(DateTimeOffset at, int sector, long units)
        => Write(EventKind.WorkCounted, at, e => e with { Sector = floor.Sectors[sector].Id, Units = Quantities.Units.Of(units) });

    public void Removed(DateTimeOffset at, int sector, long units, string reason)
        => Write(EventKind.WorkRemoved, at, e => e with
        {
            Sector = floor.Sectors[sector].Id, Units = Quantities.Units.Of(units), Reason = reason,
        });

    /// <summary>A change of a resource; a check-in names its sector, a status its state.</summary>
    public void Changed(DateTimeOffset at, int resource, EventKind kind, int sector, ReportedState? state)
        => Write(kind, at, e => e with
        {
            Resource = floor.Resources[resource].Id,
            Sector = kind == EventKind.ResourceCheckedIn ? floor.Sectors[sector].Id : null,
            State = kind == EventKind.ResourceStatus ? state : null,
        });

    /// <summary>What was written since it was last taken.</summary>
    public IReadOnlyList<FloorEvent> Take()
    {
        var taken = _written;
        _written = [];
        return taken;
    }

    private void Write(EventKind kind, DateTimeOffset at, Func<FloorEvent, FloorEvent> fill)
    {
        _sequence++;
        _written.Add(fill(new FloorEvent
        {
            Kind = kind, Source = source, Id = _sequence.ToString("D10", CultureInfo.InvariantCulture), Sequence = _sequence, Time = at,
        }));
    }
}
