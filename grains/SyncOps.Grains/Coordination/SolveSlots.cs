using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Grains.Coordination;

/// <summary>
/// Where the coordinators of a silo solve: on threads of the pool and not on a grain's turn, so that no call waits for a search, and only
/// so many at once (<see cref="GridOptions.SolvesAtOnce"/>) that threads are left for calls; the others stand in line.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A solve may end after its silo; a semaphore without a wait handle holds nothing.")]
public sealed class SolveSlots(IReallocationSearch search, IOptions<GridOptions> options, TimeProvider time)
{
    private readonly SemaphoreSlim _free = new(options.Value.SolvesAtOnce);

    /// <summary>
    /// The costly half of a decision. On a live clock its search has <see cref="GridOptions.SolveBudgetMs"/> from when it begins; on a
    /// stepped one the answer depends on no time.
    /// </summary>
    public async Task<Solution> Solve(CoordinatorState state, SiteSnapshot site, ClockKind clock)
    {
        await _free.WaitAsync();
        try
        {
            if (clock == ClockKind.Stepped) return await Task.Run(() => CardDecider.Solve(state, site, search));
            using var timeIsOver = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.Value.SolveBudgetMs), time);
            var budget = new SearchBudget(SearchBudget.UsualRollouts, timeIsOver.Token);
            return await Task.Run(() => CardDecider.Solve(state, site, search, budget));
        }
        finally
        {
            _free.Release();
        }
    }
}
