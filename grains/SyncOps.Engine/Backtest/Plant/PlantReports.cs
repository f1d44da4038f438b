using System.Globalization;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Plant;

/// <summary>What a plant would report of itself: numbered as it happens, so that ids sort and sequences rise.</summary>
internal sealed class PlantReports(Floor floor)
{
    private const string Source = "urn:syncops:backtest";
    private List<FloorEvent> _written = [];
    private long _sequence;

    public void Arrived(long at, WorkVisit visit)
    {
        var from = visit.Step > 0 ? visit.Job.Steps[visit.Step - 1].Sector : -1;
        // Such a sector books what comes from inside by itself, as its floor wants it.
        if (from >= 0 && floor.Sectors[visit.Spec.Sector].Arrivals == ArrivalsFrom.Upstream) return;
        Write(EventKind.WorkArrived, at, e => e with
        {
            Sector = floor.Sectors[visit.Spec.Sector].Id, Units = Quantities.Units.Of(visit.Spec.Units),
            From = from < 0 ? null : floor.Sectors[from].Id, DueAt = visit.Job.DueAt,
        });
    }

    public void Completed(long at, WorkVisit visit) => Write(EventKind.WorkCompleted, at, e => e with
    {
        Sector = floor.Sectors[visit.Spec.Sector].Id, Units = Quantities.Units.Of(visit.Spec.Units),
        To = visit.IsLast ? null : floor.Sectors[visit.Job.Steps[visit.Step + 1].Sector].Id, DueAt = visit.Job.DueAt,
    });

    public void Removed(long at, WorkVisit visit) => Write(EventKind.WorkRemoved, at, e => e with
    {
        Sector = floor.Sectors[visit.Spec.Sector].Id, Units = Quantities.Units.Of(visit.Spec.Units), Reason = "as recorded",
        DueAt = visit.Job.DueAt,
    });

    public void CheckedIn(long at, int resource, int sector) => Write(EventKind.ResourceCheckedIn, at, e => e with
    {
        Resource = floor.Resources[resource].Id, Sector = floor.Sectors[sector].Id,
    });

    public void CheckedOut(long at, int resource)
        => Write(EventKind.ResourceCheckedOut, at, e => e with { Resource = floor.Resources[resource].Id });

    public void Status(long at, int resource, ReportedState state)
        => Write(EventKind.ResourceStatus, at, e => e with { Resource = floor.Resources[resource].Id, State = state });

    /// <summary>What was written since it was last taken.</summary>
    public IReadOnlyList<FloorEvent> Take()
    {
        var taken = _written;
        _written = [];
        return taken;
    }

    private void Write(EventKind kind, long at, Func<FloorEvent, FloorEvent> fill)
    {
        _sequence++;
        _written.Add(fill(new FloorEvent
        {
            Kind = kind, Source = Source, Id = _sequence.ToString("D12", CultureInfo.InvariantCulture), Sequence = _sequence,
            Time = new DateTimeOffset(at, TimeSpan.Zero),
        }));
    }
}
