using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Rehearsal;

/// <summary>The resources of a rehearsed site, by index of the floor.</summary>
internal sealed class RehearsedPeople(Floor floor)
{
    private readonly ResourceState[] _states = [.. floor.Resources.Select(_ => new ResourceState())];

    public void Record(int resource, IReadOnlyList<FloorEvent> reports, DateTimeOffset now)
        => _states[resource] = ResourceDecider.Record(
            _states[resource], floor.Resources[resource], reports, new ClockReading(ClockKind.Stepped, now)).State;

    public void Tick(DateTimeOffset now)
    {
        for (var r = 0; r < _states.Length; r++) _states[r] = ResourceDecider.FoldDue(_states[r], floor.Resources[r], now);
    }

    /// <summary>By sector index, each in id order.</summary>
    public IReadOnlyList<Presence>[] Rosters()
    {
        var rosters = new List<Presence>[floor.Sectors.Count];
        for (var s = 0; s < rosters.Length; s++) rosters[s] = [];
        for (var r = 0; r < _states.Length; r++)
        {
            if (_states[r].PresenceOf(floor.Resources[r].Id) is not { } presence) continue;
            if (floor.SectorIndex(presence.Sector) is >= 0 and var sector) rosters[sector].Add(presence);
        }
        return rosters;
    }

    /// <summary>Where it works or is on the way to; null when it is off.</summary>
    public string? SectorOf(string resource) => Of(resource).Sector;

    public bool Reserve(string resource, string card)
    {
        ref var state = ref Of(resource);
        (state, var reserved) = ResourceDecider.Reserve(state, card);
        return reserved;
    }

    public void Release(string resource, string card)
    {
        ref var state = ref Of(resource);
        state = ResourceDecider.Release(state, card);
    }

    /// <summary>Carries a move out; null when it was, else why the resource refused.</summary>
    public string? Move(string resource, MoveCommand command, TravelTimes travel, DateTimeOffset now)
    {
        ref var state = ref Of(resource);
        var decision = ResourceDecider.Move(state, floor.Resource(resource)!, command, floor, now, travel);
        state = decision.State;
        return decision.Refusal;
    }

    /// <summary>Books other hours; null when they were, else why the resource refused.</summary>
    public string? Book(string resource, HoursCommand command, DateTimeOffset now)
    {
        ref var state = ref Of(resource);
        var decision = ResourceDecider.Book(state, floor.Resource(resource)!, command, now);
        state = decision.State;
        return decision.Refusal;
    }

    private ref ResourceState Of(string resource) => ref _states[floor.ResourceIndex(resource)];
}
