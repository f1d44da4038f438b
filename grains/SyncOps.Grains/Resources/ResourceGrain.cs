using Microsoft.Extensions.Logging;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Resources;

/// <summary>The shell around <see cref="ResourceDecider"/>: the resource's own row decides where it is; then others are told.</summary>
public sealed class ResourceGrain(
    [PersistentState("resource")] IPersistentState<ResourceState> row,
    FloorCache floors,
    ILogger<ResourceGrain> logger) : Grain, IResourceGrain
{
    private string _site = "", _resource = "";
    private Floor _floor = null!;
    private ResourceSpec? _spec;
    private ClockReading _clock;

    // The row in memory runs ahead of the stored one while it is written; who interleaves may see only what is stored.
    private ResourceState _stored = null!;

    // What is stored but not told yet: a call failed, or the activation before this one ended between the two.
    private bool _isUntold;
    private readonly HashSet<string> _left = [];

    /// <summary>One that the floor has dropped can still be released, and asked where it was, but does nothing more.</summary>
    private ResourceSpec Spec => _spec ?? throw new InvalidOperationException($"Site '{_site}' has no resource '{_resource}'.");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_site, _resource) = GrainKeys.Split(this.GetPrimaryKeyString());
        _stored = row.State;
        _isUntold = row.RecordExists;
        if (_stored.Moves is [.., var last]) _left.Add(last.From);
        if (_stored.Journey is { } journey) _left.Add(journey.From);
        await ReadClock();
    }

    public async Task<RecordResult> Record(FloorEvent[] reports)
    {
        await ReadClock();
        var decision = ResourceDecider.Record(row.State, Spec, reports, _clock);
        if (decision.Conflicts is not null) return new RecordResult(0, 0, decision.Conflicts);
        await Adopt(decision.State);
        return new RecordResult(decision.Accepted, decision.Duplicates);
    }

    public Task<IReadOnlyList<int>> FindConflicts(FloorEvent[] reports)
    {
        List<int> conflicts = [];
        for (var i = 0; i < reports.Length; i++)
        {
            if (row.State.Reports.Classify(reports[i]) == Novelty.Conflict) conflicts.Add(i);
        }
        return Task.FromResult<IReadOnlyList<int>>(conflicts);
    }

    public async Task<Outcome<ResourceView>> Move(MoveCommand command)
    {
        await ReadClock();
        var now = command.At > _clock.Now ? command.At.Value : _clock.Now;
        var decision = ResourceDecider.Move(row.State, Spec, command, _floor, now, await LearnedTravel(command));
        await Adopt(decision.State);
        return decision.Refusal is { } reason ? new Refusal(RefusalKind.Conflict, reason) : decision.Answer!;
    }

    // Asked of those who are moved to or back to: what they have learned decides how long the way is expected to take.
    private async Task<TravelTimes> LearnedTravel(MoveCommand command)
    {
        var seen = new List<(string, IReadOnlyList<TravelTally>)>();
        foreach (var to in new[] { command.To, command.Until is null ? null : row.State.Sector })
            if (to is not null && _floor.Sector(to) is not null) seen.Add((to, await GrainFactory.Sector(_site, to).GetTravel()));
        return TravelTimes.Of(_floor, seen);
    }

    public async Task<Outcome<ResourceView>> Book(HoursCommand command)
    {
        await ReadClock();
        var now = command.At > _clock.Now ? command.At.Value : _clock.Now;
        var decision = ResourceDecider.Book(row.State, Spec, command, now);
        await Adopt(decision.State);
        return decision.Refusal is { } reason ? new Refusal(RefusalKind.Conflict, reason) : decision.Answer!;
    }

    public async Task<bool> Reserve(string card)
    {
        var (state, reserved) = ResourceDecider.Reserve(row.State, card);
        await Adopt(state);
        return reserved;
    }

    public Task Release(string card) => Adopt(ResourceDecider.Release(row.State, card));

    public Task Tick(DateTimeOffset now) => Adopt(ResourceDecider.FoldDue(row.State, Spec, now));

    public async Task<ResourceView> GetView()
    {
        await ReadClock();
        return row.State.ViewOf(_resource, _clock.Now);
    }

    public Task<Whereabouts> GetWhereabouts()
        => Task.FromResult(new Whereabouts(
            _resource, _stored.Version, _stored.PresenceOf(_resource), _stored.NextDue));

    /// <summary>
    /// Persists a new state, then tells the site and the sectors it concerns. An unchanged one is only told, where it was not yet: the
    /// caller of a change that was stored and not told gets no answer and sends it again.
    /// </summary>
    private async Task Adopt(ResourceState state)
    {
        if (!ReferenceEquals(state, row.State)) await Store(state);
        if (_isUntold) await Tell();
    }

    private async Task Store(ResourceState state)
    {
        var before = row.State;
        row.State = state;
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception e)
        {
            // What is stored is unknown now: forget what is in memory and read it again.
            logger.LogWarning(e, "Resource {Site}/{Resource} lets go of its state and will read it again", _site, _resource);
            row.State = before;
            DeactivateOnIdle();
            throw new StorageUnavailableException($"Resource '{_resource}' could not be stored: send it again.", e);
        }
        _stored = state;
        _isUntold = true;
        if (before.Sector is { } left) _left.Add(left);
    }

    private async Task Tell()
    {
        var whereabouts = await GetWhereabouts();
        await GrainFactory.Site(_site).NoteWhereabouts(whereabouts);
        if (_stored.Sector is { } sector)
        {
            _left.Remove(sector);
            await GrainFactory.Sector(_site, sector).NotePresence(_resource, whereabouts.Version, whereabouts.Presence);
        }
        foreach (var left in _left.ToList())
        {
            if (_floor.Sector(left) is not null) await GrainFactory.Sector(_site, left).NotePresence(_resource, whereabouts.Version, null);
            _left.Remove(left);
        }
        _isUntold = false;
    }

    /// <summary>The clock is the site's, and the floor may have a new version: one cheap interleaving call tells both.</summary>
    private async Task ReadClock()
    {
        var header = await GrainFactory.Site(_site).GetHeader()
            ?? throw new InvalidOperationException($"Site '{_site}' does not exist.");
        _clock = header.Clock;
        if (_floor is not null && _floor.Version >= header.Version) return;
        _floor = (await floors.Get(_site, header.Version))!;
        _spec = _floor.Resource(_resource);
    }
}
