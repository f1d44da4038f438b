using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Promises;

/// <summary>What a card brought: the same plant day with it and without it, everything else the same.</summary>
/// <param name="CostSaved">Loss without less loss with, from the card's issue until its horizon ends.</param>
/// <param name="MinutesSaved">The slowdown of units that the risk's sector holds up without the card, less theirs with it.</param>
public readonly record struct CardOutcome(double CostSaved, double MinutesSaved);

/// <summary>Plays a day again without the moves of one card, and compares.</summary>
public static class CardTrial
{
    /// <param name="setting">The setting that the run was played on.</param>
    /// <param name="run">With the card's moves.</param>
    /// <param name="card">As told in <see cref="MoveOrder.Card"/>; a card without moves in the run brought nothing.</param>
    /// <param name="sector">Sector index of the card's risk.</param>
    /// <param name="issuedMinute">Minutes after opening.</param>
    /// <param name="horizonMinutes">How far the card promises; what closes the day is at its end.</param>
    public static CardOutcome Outcome(DaySetting setting, DayRun run, string card, int sector, double issuedMinute, double horizonMinutes)
    {
        if (run.Moves.All(m => m.Card != card)) return default;
        var without = DayPlant.Replay(setting, run.Day, run.Moves.Where(m => m.Card != card));
        var until = issuedMinute + horizonMinutes;
        var affected = new AffectedUnits(setting, without, sector, issuedMinute, until);
        return new CardOutcome(CostIn(without) - CostIn(run), affected.Slowdown(without) - affected.Slowdown(run));

        double CostIn(DayRun r) => r.LossAt(until) - r.LossAt(issuedMinute);
    }
}
