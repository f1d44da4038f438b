using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Streams;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Coordination;

/// <summary>
/// The shell around <see cref="CardDecider"/>. On a stepped clock the site calls for decisions and waits for them, and calls again to have
/// them carried out once its clock stands there; on a live one they follow its calls and material load changes at the coordinator's own
/// pace, solved beside the grain.
/// </summary>
[ImplicitStreamSubscription(LiveFeed.LoadsNamespace)]
public sealed partial class CoordinatorGrain(
    [PersistentState("coordinator")] IPersistentState<CoordinatorRow> row,
    SolveSlots solves,
    IJournal journal,
    Serializer<Recommendation> cardCodec,
    FloorCache floors,
    TimeProvider time,
    IOptions<GridOptions> options,
    ILogger<CoordinatorGrain> logger) : Grain, ICoordinatorGrain
{
    private readonly List<Reservation> _toGiveBack = [];
    private readonly Dictionary<string, Recommendation> _untold = new(StringComparer.Ordinal);
    private SiteWatch _watch = null!;
    private CardArchive _archive = null!;
    private PacedTelling _telling = null!, _deciding = null!, _takingIn = null!;
    private IReadOnlyList<SectorOutlook> _outlook = [];
    private DateTimeOffset _outlookAt;
    private GovernanceView? _report;
    private CoordinatorRow _stored = new();
    private string _site = "", _area = "";

    private CoordinatorState Cards => row.State.Cards ?? CoordinatorState.Of(_area);

    /// <summary>The cards as they are stored: who reads while some are being written sees those before.</summary>
    private CoordinatorState Shown => _stored.Cards ?? CoordinatorState.Of(_area);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_site, _area) = GrainKeys.Split(this.GetPrimaryKeyString());
        _stored = row.State;
        _watch = new SiteWatch(GrainFactory, floors, _site, options.Value.FanOut);
        _archive = new CardArchive(journal, cardCodec, _site, _area);
        _telling = new PacedTelling(this, TimeSpan.FromMilliseconds(options.Value.TellEveryMs), time, Tell);
        // A decision changes the cards as a user's answer does: one after the other, or one would overwrite the other.
        _deciding = new PacedTelling(this, TimeSpan.FromMilliseconds(options.Value.DecideEveryMs), time, BeginSolve, interleaves: false);
        _takingIn = new PacedTelling(this, TimeSpan.Zero, time, TakeIn, interleaves: false);
        await this.GetStreamProvider(LiveFeed.Provider)
            .GetStream<SectorLoad>(LiveFeed.LoadsNamespace, this.GetPrimaryKeyString())
            .SubscribeAsync((load, _) => Hear(load));
        // What it showed is gone, and moves of a card that was accepted just before a crash are still owed.
        if (Cards.LastDecidedAt is not null) _deciding.Changed();
    }

    public async Task<IReadOnlyList<Recommendation>> GetRecommendations(IReadOnlyList<CardState>? states)
    {
        var cards = new SortedDictionary<string, Recommendation>(StringComparer.Ordinal);
        if (states is null || states.Any(state => state.IsClosed()))
            foreach (var card in await _archive.All()) cards[card.Id] = card;
        foreach (var card in Shown.Closed.Concat(Shown.Open)) cards[card.Id] = card;
        return [.. cards.Values.Where(c => states is null || states.Contains(c.State))];
    }

    public Task<IReadOnlyList<Recommendation>> GetLatest()
        => Task.FromResult<IReadOnlyList<Recommendation>>(
            [.. Shown.Closed.Concat(Shown.Open).OrderBy(c => c.Id, StringComparer.Ordinal)]);

    public async Task<Recommendation?> Find(string card) => Shown.Find(card) ?? await _archive.Find(card);

    public Task<IReadOnlyList<SectorOutlook>> GetOutlook() => Task.FromResult(_outlook);

    public Task<GovernanceView> GetReport()
        => Task.FromResult(_report ?? AreaReport.Of(_site, _area, asOf: null, [], [], Shown.Ledger));

    public Task<AreaSummary> GetSummary() => Task.FromResult(new AreaSummary(
        Shown.Open.Count(c => c.State is CardState.Proposed or CardState.Snoozed), _watch.LastEventAt()));

    public async Task NoteFloor(long version)
    {
        _watch.Forget(version);
        // Later than the clock is also what is decided before a stepped clock is moved there: that stays decided.
        if (await _watch.Header() is not { HasEvents: false } site || !(Cards.LastDecidedAt > site.Clock.Now)) return;
        // The clock was set back, as it may be before the first event: what was decided for later instants falls due again.
        row.State = row.State with { Cards = Cards with { LastDecidedAt = null } };
        await Write();
    }

    /// <summary>A load change is a hint to look again, not a decision.</summary>
    private async Task Hear(SectorLoad load)
    {
        if (_watch.Hear(load) && (await _watch.Floor()).Document.Clock == ClockKind.Live) _deciding.Changed();
    }

    private void Look(IReadOnlyList<SectorOutlook> outlook, DateTimeOffset now)
    {
        (_outlook, _outlookAt, _hasLooked) = (outlook, now, true);
        _report = AreaReport.Of(_site, _area, now, outlook, [.. Cards.Closed, .. Cards.Open], Cards.Ledger);
        _telling.Changed();
    }

    private async Task Report()
    {
        var name = (await _watch.Floor()).Areas.First(a => a.Id == _area).Name;
        await GrainFactory.Governance(GrainKeys.SiteNode(_site)).Report(name, _report!);
    }

    /// <summary>
    /// Makes promises, archives what closed, stores, gives promises back, at once or when it is settled, and tells. Nothing changed,
    /// nothing stored.
    /// </summary>
    private async Task Adopt(CoordinatorChange change, AnsweredKey? key = null, bool givesBackLater = false)
    {
        foreach (var promise in change.Reservations.Where(r => r.Held))
        {
            if (await GrainFactory.Resource(_site, promise.Resource).Reserve(promise.Card)) continue;
            change = change.Then(CardDecider.ReservationRefused(change.State, promise.Card, promise.Resource, "another card has it."));
        }
        foreach (var closed in change.Cards.Where(c => change.State.Open.All(o => o.Id != c.Id))) await _archive.Append(closed);
        var isFollowed = !change.State.FollowsAs(Cards);
        var next = row.State with { Cards = change.State };
        row.State = key is null ? next : next.WithKey(key);
        if (change.Cards.Count > 0 || key is not null || isFollowed) await Write();
        _toGiveBack.AddRange(change.Reservations.Where(r => !r.Held));
        if (!givesBackLater) await GiveBack();
        foreach (var card in change.Cards) _untold[card.Id] = card;
        _telling.Changed();
    }

    private async Task GiveBack()
    {
        for (; _toGiveBack.Count > 0; _toGiveBack.RemoveAt(0))
            await GrainFactory.Resource(_site, _toGiveBack[0].Resource).Release(_toGiveBack[0].Card);
    }

    /// <summary>
    /// Promises to cards that this coordinator does not have, or that do not name who was promised any more, left by a crash between
    /// promising and storing, or between storing and giving back.
    /// </summary>
    private async Task ReleaseOrphans(SiteSnapshot site)
    {
        foreach (var load in site.Loads)
        {
            foreach (var presence in load.Roster)
            {
                if (presence.ReservedFor is not { } card || !CardWriter.IsOfArea(card, _area)) continue;
                if (!Cards.Open.Any(o => o.Id == card && o.Actions.Any(a => a.Resource == presence.Resource && a.Result is null)))
                    await GrainFactory.Resource(_site, presence.Resource).Release(card);
            }
        }
    }

    private async Task Write()
    {
        try
        {
            await row.WriteStateAsync();
            _stored = row.State;
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Coordinator {Site}/{Area} lets go of its state and will read it again", _site, _area);
            DeactivateOnIdle();
            throw new StorageUnavailableException($"The cards of area '{_area}' could not be stored: send it again.", e);
        }
    }

    private async Task Tell()
    {
        var viewers = this.GetStreamProvider(LiveFeed.Provider).GetStream<LiveChange>(LiveFeed.ViewersNamespace, _site);
        var cards = _untold.Values.OrderBy(c => c.Id, StringComparer.Ordinal).ToList();
        _untold.Clear();
        foreach (var card in cards) await viewers.OnNextAsync(new LiveChange { Recommendation = card });
        if (_outlook.Count > 0) await viewers.OnNextAsync(new LiveChange { Outlooks = _outlook });
    }
}
