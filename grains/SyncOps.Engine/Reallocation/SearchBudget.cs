namespace SyncOps.Engine.Reallocation;

/// <summary>
/// What the searches of one solve may spend. Roll-outs are counted, not timed, so that the same site gets the same advice on any machine;
/// who has less time says so from outside. A search asks <see cref="MayGoOn"/> between roll-outs and, once it may not, proposes the best
/// that it has found, judged in full: that last judgement is not bounded by it. Not for use by two threads at once.
/// </summary>
/// <param name="rollouts">Roll-outs of the whole site, from 0: no candidate is looked at.</param>
/// <param name="timeIsOver">Asked to stop by whoever watches a clock; a stepped site never does.</param>
public sealed class SearchBudget(int rollouts, CancellationToken timeIsOver = default)
{
    /// <summary>
    /// Several times what is needed where every round of a search is full: some 7,000, and a solve asks at most twice. It bounds, it does
    /// not steer.
    /// </summary>
    public const int UsualRollouts = 20_000;

    private int _left = rollouts;

    /// <summary>True once a search was told to stop before it was through.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Roll-outs that were made, or are about to be.</summary>
    public void Spend(int count) => _left -= count;

    /// <summary>Whether another candidate may be looked at.</summary>
    public bool MayGoOn()
    {
        if (_left > 0 && !timeIsOver.IsCancellationRequested) return true;
        RanOut = true;
        return false;
    }
}
