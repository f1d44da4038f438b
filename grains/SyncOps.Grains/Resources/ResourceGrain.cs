using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Resources;

/// <summary>
/// The shell around <see cref="ResourceDecider"/>: the resource's own row decides where it is; then others are told. What it was told is
/// kept in its journal.
/// </summary>
public sealed class ResourceGrain(
    IJournaledStorage storage,
    IJournal journal,
    Serializer<ResourceEntry> rows,
    FloorCache floors,
    TimeProvider time,
    ILogger<ResourceGrain> logger) : Grain, IResourceGrain
{
    /// <summary>The name of its state in storage.</summary>
    public const string StateName = "resource";

    private string _site = "", _resource = "";
    private JournaledState<ResourceState> _row = null!;
    private long _lastRow;
    private LastRow? _stored;
    private Floor _floor = null!;
    private ResourceSpec? _spec;
    private ClockReading _clock;

    // What is stored but not told yet, and the sectors that it has left and that do not know: a call failed, or the activation before
    // this one ended between the two.
    private bool _isUntold;
    private IReadOnlyList<string> _left = [];

    /// <summary>
    /// One that the floor has dropped can still be released, and asked where it was, but does nothing more. Whoever judged it by the floor
    /// before that, or owes it an order since, is refused.
    /// </summary>
    private Refusal Dropped => new(RefusalKind.Conflict, $"The floor no longer has {_resource}; add it to the floor or leave it out.");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_site, _resource) = GrainKeys.Split(this.GetPrimaryKeyString());
        _row = new JournaledState<ResourceState>(storage, StateName, this.GetGrainId(), JournalKey.OfResource(_site, _resource));
        await _row.Read();
        _lastRow = _row.State.Row;
        // A state that an older release has written does not say.
        if (_row.State is { Row: 0, Version: > 0 })
            await foreach (var row in journal.Read(_row.Key, 1, cancellationToken)) _lastRow = row.Sequence;
        _isUntold = _row.State.Version > 0;
        // Nor what it has left, but for its last move.
        _left = _row.State.Left ?? [.. _row.State.Moves.TakeLast(1).Select(m => m.From).Where(from => from != _row.State.Sector)];
        await ReadClock();
    }

    public async Task<RecordResult> Record(FloorEvent[] reports)
    {
        await ReadClock();
        if (_spec is null) return new RecordResult(0, 0, Refusal: Dropped);
        var decision = ResourceDecider.Record(_row.State, _spec, reports, _clock);
        if (decision.Conflicts is not null) return new RecordResult(0, 0, decision.Conflicts);
        await Adopt(decision.State, state => decision.Taken is [] ? null : ResourceEntry.Of(decision.Taken, state, _clock.Now));
        return new RecordResult(decision.Accepted, decision.Duplicates);
    }

    public Task<IReadOnlyList<int>> FindConflicts(FloorEvent[] reports)
    {
        List<int> conflicts = [];
        for (var i = 0; i < reports.Length; i++)
        {
            if (_row.State.Reports.Classify(reports[i], _clock) == Novelty.Conflict) conflicts.Add(i);
        }
        return Task.FromResult<IReadOnlyList<int>>(conflicts);
    }

    public async Task<Outcome<ResourceView>> Move(MoveCommand command)
    {
        await ReadClock();
        if (_spec is null) return Dropped;
        var now = command.At > _clock.Now ? command.At.Value : _clock.Now;
        var decision = ResourceDecider.Move(_row.State, _spec, command, _floor, now, await LearnedTravel(command));
        await Adopt(decision.State, state => decision.Refusal is null ? ResourceEntry.Of(state, command.CommandId, now) : null);
        return decision.Refusal is { } reason ? new Refusal(RefusalKind.Conflict, reason) : decision.Answer!;
    }

    // Asked of those who are moved to or back to: what they have learned decides how long the way is expected to take.
    private async Task<TravelTimes> LearnedTravel(MoveCommand command)
    {
        var seen = new List<(string, IReadOnlyList<TravelTally>)>();
        foreach (var to in new[] { command.To, command.Until is null ? null : _row.State.Sector })
            if (to is not null && _floor.Sector(to) is not null) seen.Add((to, await GrainFactory.Sector(_site, to).GetTravel()));
        return TravelTimes.Of(_floor, seen);
    }

    public async Task<Outcome<ResourceView>> Book(HoursCommand command)
    {
        await ReadClock();
        if (_spec is null) return Dropped;
        var now = command.At > _clock.Now ? command.At.Value : _clock.Now;
        var decision = ResourceDecider.Book(_row.State, _spec, command, now);
        await Adopt(decision.State, state => decision.Refusal is null ? ResourceEntry.Of(state, movedBy: null, now) : null);
        return decision.Refusal is { } reason ? new Refusal(RefusalKind.Conflict, reason) : decision.Answer!;
    }

    public async Task<bool> Reserve(string card)
    {
        var (state, reserved) = ResourceDecider.Reserve(_row.State, card);
        await Adopt(state);
        return reserved;
    }

    public Task Release(string card) => Adopt(ResourceDecider.Release(_row.State, card));

    public async Task<Whereabouts?> Tick(DateTimeOffset now)
    {
        // It may have come to life while the floor had dropped it, and be back.
        if (_spec is null) await ReadClock();
        var spec = _spec ?? throw new InvalidOperationException($"Site '{_site}' has no resource '{_resource}'.");
        await Adopt(ResourceDecider.FoldDue(_row.State, spec, now));
        return await GetWhereabouts();
    }

    public async Task<ResourceView> GetView()
    {
        await Task.WhenAll(ReadClock(), BeNewest());
        return _row.State.ViewOf(_resource, _clock.Now);
    }

    /// <summary>
    /// Lets go when another activation has moved it since (see <see cref="LastRow"/>): no write of its own is under way here. While storage
    /// does not answer, what is known here is told.
    /// </summary>
    private async Task BeNewest()
    {
        _stored ??= new LastRow(journal, _row.Key, time, logger);
        if (await _stored.Read() is not { } end || end.Sequence <= _lastRow) return;
        logger.LogWarning("Resource {Site}/{Resource} was changed elsewhere: it will read its state again", _site, _resource);
        DeactivateOnIdle();
        throw new StorageUnavailableException($"Another activation of resource '{_site}/{_resource}' wrote row {end.Sequence}: ask again.");
    }

    public Task<Whereabouts> GetWhereabouts()
        => Task.FromResult(new Whereabouts(
            _resource, _row.State.Version, _row.State.PresenceOf(_resource), _row.State.NextDue));

    public async Task<HistoryPart> GetHistory(HistoryQuery query)
    {
        await BeNewest();
        return await new HistoryReader(journal, _row.Key, Read).Read(query, _lastRow, _clock.Kind == ClockKind.Live);
    }

    private HistoryRow Read(byte[] payload)
    {
        var row = rows.Deserialize(payload)!;
        return new HistoryRow(row.At, row.Events(_resource));
    }

    /// <summary>
    /// Persists a new state, and the row that tells how it came about if there is one; then tells the site and the sectors it concerns.
    /// Until it is stored, who interleaves sees the one before. An unchanged state is only told, where it was not yet: the caller of a
    /// change that was stored and not told gets no answer and sends it again.
    /// </summary>
    private async Task Adopt(ResourceState state, Func<ResourceState, ResourceEntry?>? tell = null)
    {
        if (!ReferenceEquals(state, _row.State)) await Store(state, tell?.Invoke(state));
        if (_isUntold) await Tell();
    }

    private async Task Store(ResourceState state, ResourceEntry? entry)
    {
        string[] left = [.. _left.Append(_row.State.Sector).OfType<string>().Where(sector => sector != state.Sector).Distinct()];
        state = state with { Row = entry is null ? _lastRow : _lastRow + 1, Left = left };
        try
        {
            await _row.Write(state, entry is null ? null : new JournalRow(state.Row, rows.SerializeToArray(entry)));
            _lastRow = state.Row;
        }
        catch (Exception e)
        {
            // What is stored is unknown now: forget what is in memory and read it again.
            logger.LogWarning(e, "Resource {Site}/{Resource} lets go of its state and will read it again", _site, _resource);
            DeactivateOnIdle();
            throw new StorageUnavailableException($"Resource '{_resource}' could not be stored: send it again.", e);
        }
        _isUntold = true;
        _left = left;
    }

    private async Task Tell()
    {
        var whereabouts = await GetWhereabouts();
        await GrainFactory.Site(_site).NoteWhereabouts(whereabouts);
        // All at once: one that does not answer keeps the others waiting for nothing.
        await Task.WhenAll(_left.Select(left => Tell(left, null)).Append(Tell(_row.State.Sector, whereabouts.Presence)));
        (_isUntold, _left) = (false, []);

        Task Tell(string? sector, Presence? presence) => sector is not null && _floor.Sector(sector) is not null
            ? GrainFactory.Sector(_site, sector).NotePresence(_resource, whereabouts.Version, presence)
            : Task.CompletedTask;
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
