using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api.Live;

/// <summary>What viewers of one site see, kept up to date by changes. Older versions of what is known change nothing.</summary>
internal sealed class LiveModel(Floor floor)
{
    /// <summary>Closed cards that a new viewer is still shown.</summary>
    private const int ClosedCardsShown = 10;

    private readonly SortedDictionary<string, SectorLoad> _loads = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SectorOutlook> _outlooks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Recommendation> _cards = new(StringComparer.Ordinal);
    private GovernanceView? _governance;

    public Floor Floor => floor;

    /// <summary>Cards that are not closed, as far as is known.</summary>
    public IReadOnlyList<Recommendation> OpenCards => [.. _cards.Values.Where(c => !c.State.IsClosed())];

    public int OpenRecommendations => _cards.Values.Count(c => c.State is CardState.Proposed or CardState.Snoozed);

    /// <summary>Takes a load in; its sector's new view, or null when a newer one is known.</summary>
    public SectorView? Apply(SectorLoad load)
    {
        if (_loads.TryGetValue(load.Sector, out var known) && known.Version >= load.Version) return null;
        _loads[load.Sector] = load;
        return ViewOf(load.Sector);
    }

    /// <summary>Takes an outlook in; its sector's new view, or null when a newer one or no load is known.</summary>
    public SectorView? Apply(SectorOutlook outlook)
    {
        if (_outlooks.TryGetValue(outlook.Sector, out var known) && known.AsOf > outlook.AsOf) return null;
        _outlooks[outlook.Sector] = outlook;
        return ViewOf(outlook.Sector);
    }

    /// <summary>Whether an outlook that was read says what is not known yet; the newest may, though it is of the same instant.</summary>
    public bool IsNews(SectorOutlook outlook, bool isNewest)
        => !_outlooks.TryGetValue(outlook.Sector, out var known) || outlook.AsOf > known.AsOf
            || isNewest && outlook.AsOf == known.AsOf && !Write(outlook).AsSpan().SequenceEqual(Write(known));

    /// <summary>Whether a view of the site that was read says something else than the known one.</summary>
    public bool IsNews(GovernanceView view) => _governance is null || !GovernanceRollup.SaysTheSame(_governance, view);

    /// <summary>Whether a card that was read says what is not known yet; one that closed before those that are shown does not.</summary>
    public bool IsNews(Recommendation card)
    {
        if (_cards.TryGetValue(card.Id, out var known)) return card.Version > known.Version;
        if (!card.State.IsClosed()) return true;
        var shown = _cards.Values.Where(c => c.State.IsClosed()).ToList();
        return shown.Count < ClosedCardsShown || shown.Any(c => c.IssuedAt < card.IssuedAt);
    }

    /// <summary>Takes a card in; false when a newer version is known.</summary>
    public bool Apply(Recommendation card)
    {
        if (_cards.TryGetValue(card.Id, out var known) && known.Version >= card.Version) return false;
        _cards[card.Id] = card;
        var longClosed = _cards.Values.Where(c => c.State.IsClosed()).OrderByDescending(c => c.IssuedAt).Skip(ClosedCardsShown).ToList();
        foreach (var each in longClosed) _cards.Remove(each.Id);
        return true;
    }

    public void Apply(GovernanceView? governance) => _governance = governance ?? _governance;

    /// <summary>Everything at once, for a viewer who has nothing.</summary>
    public LiveSnapshot Snapshot(SiteView site) => new(
        site,
        new LiveFloor(
            floor.Document.Areas,
            [.. floor.Document.Sectors.Select(s => new LiveSector(s.Id, s.Area, s.Name, s.Unit, s.TargetWaitMinutes, s.Retired))],
            [.. floor.Resources.Select(r => new LiveResource(r.Id, r.Name ?? r.Id))]),
        [.. _loads.Keys.Select(ViewOf).OfType<SectorView>()],
        [.. _cards.Values],
        _governance);

    private SectorView? ViewOf(string sector)
        => floor.Sector(sector) is not null && _loads.TryGetValue(sector, out var load)
            ? SectorViews.From(load, _outlooks.GetValueOrDefault(sector), floor)
            : null;

    private static byte[] Write(SectorOutlook outlook) => JsonSerializer.SerializeToUtf8Bytes(outlook, ContractJson.Options);
}

/// <summary>The first frame of a live stream.</summary>
internal sealed record LiveSnapshot(
    SiteView Site, LiveFloor Floor, IReadOnlyList<SectorView> Sectors,
    IReadOnlyList<Recommendation> Recommendations, GovernanceView? Governance);

/// <summary>Names of what the other frames speak of.</summary>
internal sealed record LiveFloor(
    IReadOnlyList<AreaSpec> Areas, IReadOnlyList<LiveSector> Sectors, IReadOnlyList<LiveResource> Resources);

internal sealed record LiveSector(string Id, string Area, string Name, string Unit, double TargetWaitMinutes, bool Retired);

internal sealed record LiveResource(string Id, string Name);

/// <summary>The site's clock, about once a second, so that viewers can tell how old everything is.</summary>
internal sealed record LiveClock(DateTimeOffset Now, int OpenRecommendations);

/// <summary>The last frame: why the server ends the stream.</summary>
internal sealed record LiveBye(string Reason);
