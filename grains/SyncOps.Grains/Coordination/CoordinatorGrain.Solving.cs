using Microsoft.Extensions.Logging;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Coordination;

/// <summary>
/// Decisions of a live site, in three steps: a solve is begun, runs beside the grain, and is taken in. Only the first and the last hold
/// the grain, for about as long as it takes to ask the sectors; what comes in between is served at once. One solve at a time: whatever
/// changes while it runs leads to one more.
/// </summary>
public sealed partial class CoordinatorGrain
{
    /// <summary>A decision that failed on the way, for want of storage or of another grain, is begun again after this time.</summary>
    private static readonly TimeSpan BeginAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A coordinator rests this many times as long as a decision took, from asking the sectors for their loads to the last order: a large
    /// busy floor takes a quarter of a core, not all of it.
    /// </summary>
    private const int RestPerDecision = 3;

    /// <summary>
    /// No rest is longer: a decision may have lasted for want of a processor, and what has changed since waits for the next one.
    /// </summary>
    private static readonly TimeSpan MostRest = TimeSpan.FromSeconds(10);

    private Solution? _solved;
    private IGrainTimer? _again;
    private long _began;
    private bool _isSolving, _isChangedSince, _isLeaving, _isShortOfTime, _isFailing;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        return Task.CompletedTask;
    }

    private Task BeginSolve() => OrAgain(async () =>
    {
        var header = await _watch.Header();
        if (header is not { Clock: { Kind: ClockKind.Live } clock })
        {
            // Else the site is about to decide, and has it settled by itself.
            if (MaySettle(header)) await Settle(header!.Clock.Now);
            return;
        }
        await CarryOutOwed();
        if (_isSolving)
        {
            _isChangedSince = true;
            return;
        }
        _began = time.GetTimestamp();
        await _watch.Pull();
        var site = await _watch.SnapshotAt(clock.Now);
        _isSolving = true;
        _ = Solve(Cards, site);
    });

    /// <summary>Not waited for by any call; it ends by asking for the turn in which its result is taken in.</summary>
    private async Task Solve(CoordinatorState cards, SiteSnapshot site)
    {
        try
        {
            _solved = await solves.Solve(cards, site, ClockKind.Live);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Coordinator {Site}/{Area} could not project its site; the next change tries again", _site, _area);
        }
        // The grain may have let go of its state meanwhile: its next activation reads it again and solves for itself.
        if (!_isLeaving) _takingIn.Changed();
    }

    private Task TakeIn() => OrAgain(async () =>
    {
        try
        {
            if (_solved is { } solution) await TakeIn(solution);
        }
        finally
        {
            _solved = null;
            _isSolving = false;
            var rest = RestPerDecision * time.GetElapsedTime(_began);
            _deciding.Rest(rest < MostRest ? rest : MostRest);
            if (_isChangedSince && !_isLeaving) _deciding.Changed();
            _isChangedSince = false;
        }
    });

    /// <summary>The site has noted that the decision is due and does not ask again, so one that fails on the way is not left.</summary>
    private async Task OrAgain(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch when (!_isLeaving)
        {
            _again?.Dispose();
            _again = this.RegisterGrainTimer(
                () =>
                {
                    _deciding.Changed();
                    return Task.CompletedTask;
                },
                BeginAgainAfter, Timeout.InfiniteTimeSpan);
            throw;
        }
    }

    private async Task TakeIn(Solution solution)
    {
        Note(solution);
        var clock = await _watch.Clock();
        // What is pulled here was heard of, and the hint that follows is no news: it is answered for now.
        _isChangedSince |= await _watch.Pull();
        var site = await _watch.SnapshotAt(clock!.Value.Now);
        if (clock.Value.Kind != ClockKind.Live || !solution.IsOf(site))
        {
            _isChangedSince = true;
            return;
        }
        await TakeIn(solution, site);
        await Report();
    }

    /// <summary>Decides on a solution for the cards and the site as they are by now.</summary>
    private async Task TakeIn(Solution solution, SiteSnapshot site)
    {
        await Adopt(CardDecider.Decide(Cards, solution, site));
        await CarryOutOwed();
        await ReleaseOrphans(site);
        Look(solution.Outlook, solution.Site.Now);
    }

    /// <summary>A search that fails, or has too little time, says so once, until one was through again.</summary>
    private void Note(Solution solution)
    {
        if (solution.Failure is { } failure && !_isFailing)
            logger.LogError(failure, "Coordinator {Site}/{Area} advises nothing for now: its search for moves failed", _site, _area);
        if (solution.IsCutShort && !_isShortOfTime)
        {
            logger.LogWarning(
                "Coordinator {Site}/{Area} ended its search over {Sectors} sectors early, with the {Proposals} proposals found by then. "
                    + "Grid:SolveBudgetMs is {Budget}; on a live site more may find better moves",
                _site, _area, solution.Site.Floor.Sectors.Count, solution.Proposals.Count, options.Value.SolveBudgetMs);
        }
        (_isFailing, _isShortOfTime) = (solution.Failure is not null, solution.IsCutShort);
    }
}
