using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>One call of a replay: facts to send, or an instant to move the clock to.</summary>
/// <param name="Facts">Empty when the step moves the clock.</param>
/// <param name="AdvanceTo">Null when the step sends facts.</param>
public readonly record struct ReplayStep(IReadOnlyList<FloorEvent> Facts, DateTimeOffset? AdvanceTo);

/// <summary>
/// The order of a replay's calls: all facts of a stretch of time, then the clock to its end. So no fact is late, whatever is sent
/// again, and no decision is taken before everything that it rests on is recorded.
/// </summary>
public static class ReplaySteps
{
    /// <summary>Facts in one call.</summary>
    public const int MostFacts = 5_000;

    /// <summary>Stretch of a replay at full speed: long enough for few calls, short enough that one advance is soon answered.</summary>
    public static readonly TimeSpan FullSpeedStretch = TimeSpan.FromDays(1);

    /// <param name="facts">In time order, none before the floor's start.</param>
    /// <param name="longest">Longest stretch; made a whole number of the floor's decision periods, at least one.</param>
    public static IEnumerable<ReplayStep> Of(IReadOnlyList<FloorEvent> facts, FloorDocument floor, TimeSpan longest)
    {
        if (facts.Count == 0) yield break;
        var start = floor.Start ?? throw new ArgumentException("A replay needs a stepped floor, which has a start.", nameof(floor));
        var stretch = floor.DecideEvery * Math.Max(1, longest.Ticks / floor.DecideEvery.Ticks);
        var end = After(facts[^1].Time, start, floor.DecideEvery);
        var sent = 0;
        var clock = start;
        while (clock < end)
        {
            clock = clock + stretch < end ? clock + stretch : end;
            // A fact at the very instant still belongs to the decision at that instant.
            while (sent < facts.Count && facts[sent].Time <= clock)
            {
                var batch = new List<FloorEvent>();
                while (sent < facts.Count && facts[sent].Time <= clock && batch.Count < MostFacts) batch.Add(facts[sent++]);
                yield return new ReplayStep(batch, null);
            }
            yield return new ReplayStep([], clock);
        }
    }

    /// <summary>The next decision after an instant: by then everything that happened at it has been decided upon.</summary>
    private static DateTimeOffset After(DateTimeOffset instant, DateTimeOffset start, TimeSpan period)
        => start + period * ((instant - start).Ticks / period.Ticks + 1);
}
