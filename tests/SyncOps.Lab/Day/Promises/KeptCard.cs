using SyncOps.Engine.Reallocation;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Promises;

/// <summary>A card of a day, and what it brought in the plant.</summary>
public sealed record KeptCard(int Day, Recommendation Card, CardOutcome Outcome)
{
    public KeptPromise Money => new(Card.Benefit.CostSaved, Outcome.CostSaved);

    public KeptPromise Minutes => new(Card.Benefit.MinutesSaved, Outcome.MinutesSaved);

    /// <summary>Plays the day once more for each card whose moves were made, without them.</summary>
    public static IReadOnlyList<KeptCard> Of(DaySetting setting, DayRun run, IEnumerable<Recommendation> cards)
        => [.. cards.Where(c => run.Moves.Any(m => m.Card == c.Id)).Select(c => new KeptCard(run.Day, c, CardTrial.Outcome(
            setting, run, c.Id, setting.Floor.SectorIndex(c.Risk.Sector), (c.IssuedAt - setting.Day(run.Day).Opens).TotalMinutes,
            setting.Floor.Document.Horizon.TotalMinutes)))];
}
