using SyncOps.Engine.Events;

namespace SyncOps.Engine.Simulation;

/// <summary>Where one resource is in a simulation, and what of it was last reported.</summary>
internal sealed class SimulatedPerson
{
    private (int Sector, DateTimeOffset DepartAt, DateTimeOffset ArriveAt)? _next;

    /// <summary>Index of the sector it works in or travels to.</summary>
    public int Sector { get; private set; }

    /// <summary>Until when it is on the way to <see cref="Sector"/>.</summary>
    public DateTimeOffset AvailableAt { get; private set; }

    /// <summary>What the floor reported last: null is off duty.</summary>
    public ReportedState? Reported { get; private set; }

    /// <summary>Can work at an instant.</summary>
    public bool IsWorking(DateTimeOffset at) => Reported == ReportedState.Working && at >= AvailableAt;

    public void Place(int sector, DateTimeOffset availableAt, ReportedState? reported)
    {
        Sector = sector;
        AvailableAt = availableAt;
        Reported = reported;
        _next = null;
    }

    public void Send(int sector, DateTimeOffset departAt, DateTimeOffset arriveAt) => _next = (sector, departAt, arriveAt);

    /// <summary>Sets off when it is time to. A traveller counts as working, so a break that goes on shows again on arrival.</summary>
    public void SetOff(DateTimeOffset now)
    {
        if (_next is not { } move || move.DepartAt > now) return;
        Place(move.Sector, move.ArriveAt, ReportedState.Working);
    }

    /// <summary>
    /// Brings it to the state the day asks of it; the kind of event that reports the change, or null when there is none. A traveller
    /// first arrives, unless its shift ends.
    /// </summary>
    public EventKind? Become(ReportedState? asked, int home, DateTimeOffset now)
    {
        if (asked == Reported) return null;
        if (asked is null)
        {
            Place(home, now, null);
            return EventKind.ResourceCheckedOut;
        }
        if (Reported is null)
        {
            Place(home, now, ReportedState.Working);
            return EventKind.ResourceCheckedIn;
        }
        if (now < AvailableAt) return null;
        Reported = asked;
        return EventKind.ResourceStatus;
    }
}
