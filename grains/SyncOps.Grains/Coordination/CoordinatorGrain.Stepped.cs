using SyncOps.Engine.Floors;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Coordination;

/// <summary>
/// Decisions of a stepped site, in two steps: one is decided and stored for an instant that the clock has not reached yet, and settled
/// once it stands there: orders are carried out and people given back. Before that nothing is done which the site, were it to decide the
/// instant again after a crash, would see on the floor.
/// </summary>
public sealed partial class CoordinatorGrain
{
    // The activation before may have ended between storing what is over and giving its people back.
    private bool _mayHaveOrphans = true;
    private bool _hasLooked;

    public async Task<GovernanceView?> Decide(DateTimeOffset instant, IReadOnlyList<SectorLoad> loads)
    {
        _watch.Hear(loads);
        var header = await _watch.Header();
        if (header is { Clock.Kind: ClockKind.Live })
        {
            _deciding.Changed();
            return null;
        }
        // What it has decided without a change to a card is stored by the site alone.
        if (Cards.LastDecidedAt >= instant || header?.LastDecided >= instant)
        {
            if (MaySettle(header)) await Settle(header!.Clock.Now);
            return _report;
        }
        // A site of the release before does not call a second time.
        await CarryOutOwed();
        await GiveBack();
        // Exactly what the site hands over: hints that came by other ways must not make two runs differ.
        var site = await _watch.SnapshotAt(instant, loads);
        var solution = await solves.Solve(Cards, site, ClockKind.Stepped);
        Note(solution);
        await Adopt(CardDecider.Decide(Cards, solution, site), givesBackLater: true);
        Look(solution.Outlook, solution.Site.Now);
        return _report;
    }

    /// <summary>Whether the site's clock stands where the latest decision was taken for.</summary>
    private bool MaySettle(SiteHeader? site) => site?.LastDecided is { } last && !(Cards.LastDecidedAt > last);

    private async Task Settle(DateTimeOffset now)
    {
        await CarryOutOwed();
        await GiveBack();
        if (_mayHaveOrphans)
        {
            await _watch.Pull();
            await ReleaseOrphans(await _watch.SnapshotAt(now));
            _mayHaveOrphans = false;
        }
        if (!_hasLooked) await LookAgain();
        else Look(_outlook, _outlookAt);
    }
}
