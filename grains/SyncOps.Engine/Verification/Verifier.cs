using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Verification;

/// <summary>
/// Puts an outcome beside a promise: both roll-outs are repeated from where the card began, with what really arrived. The same model
/// stands on both sides, so the outcome is model-verified: it corrects the promise for demand, not for the model.
/// </summary>
public static class Verifier
{
    /// <summary>
    /// What the moves, other hours and holds with these action ids saved within the case's horizon; negative when they made it worse. Null
    /// when there is nothing to compare: none of them was carried out, or the floor no longer has their people or sectors.
    /// </summary>
    public static CardOutcome? Verify(
        VerificationCase @case, ArrivalLog actuals, Floor floor, IReadOnlyCollection<string> carriedOut, DateTimeOffset verifiedAt)
    {
        var sector = floor.SectorIndex(@case.Sector);
        if (sector < 0 || Moves(@case, floor, carriedOut) is not { } moves || Hours(@case, floor, carriedOut) is not { } hours) return null;
        if (Holds(@case, floor, carriedOut) is not { } holds || moves.Length + hours.Length + holds.Length == 0) return null;
        var without = ScenarioSet.Of(new Projector(CaseReplay.Of(@case, actuals, floor)));
        var with = without.With(moves, hours, holds);
        var cost = without.TotalCost(ScenarioSet.MedianIndex) - with.TotalCost(ScenarioSet.MedianIndex);
        var price = moves.Sum(m => m.Count) * floor.Document.Moves.Cost
            + @case.Hours.Where(h => carriedOut.Contains(h.Action)).Sum(h => h.Price);
        return new CardOutcome(
            Math.Round(without[sector].SlowdownMinutes - with[sector].SlowdownMinutes, 1, MidpointRounding.AwayFromZero),
            Math.Round(cost - price, 2, MidpointRounding.AwayFromZero), verifiedAt);
    }

    /// <summary>
    /// What was saved although nobody acted on the case: the cost of waiting, had nobody done anything, less that of what really waited
    /// at the samples. Money; negative when it became worse than that.
    /// </summary>
    public static double SavedAnyway(VerificationCase @case, ArrivalLog actuals, Floor floor)
    {
        var projector = new Projector(CaseReplay.Of(@case, actuals, floor));
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, [], run);
        var samples = actuals.Samples.Where(s => s.At >= @case.Start && s.At <= @case.End).ToArray();
        var saved = 0.0;
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            var before = 0.0;
            for (var i = 0; i < samples.Length; i++)
            {
                var really = samples[i].BacklogAt(floor.Sectors[s].Id) ?? 0;
                var difference = run.BacklogAt(s, (samples[i].At - @case.Start).TotalMinutes) - really;
                if (i > 0) saved += (before + difference) / 2 * (samples[i].At - samples[i - 1].At).TotalHours * Cost(s);
                before = difference;
            }
        }
        return Math.Round(saved, 2, MidpointRounding.AwayFromZero);

        double Cost(int sector) => floor.Sectors[sector].WaitCostPerUnitHour;
    }

    private static PlannedMove[]? Moves(VerificationCase @case, Floor floor, IReadOnlyCollection<string> carriedOut)
    {
        PlannedMove[] moves = [.. @case.Moves.Where(m => carriedOut.Contains(m.Action)).Select(m => new PlannedMove(
            floor.ResourceIndex(m.Resource), floor.SectorIndex(m.From), floor.SectorIndex(m.To), m.DepartMinutes, m.ArriveMinutes,
            m.UntilMinutes ?? double.PositiveInfinity, m.BackMinutes ?? double.PositiveInfinity))];
        return moves.Any(m => m.Resource < 0 || m.From < 0 || m.To < 0) ? null : moves;
    }

    private static PlannedHold[]? Holds(VerificationCase @case, Floor floor, IReadOnlyCollection<string> carriedOut)
    {
        PlannedHold[] holds = [.. @case.Holds.Where(h => h.Action is { } action && carriedOut.Contains(action)).Select(h => new PlannedHold(
            floor.SectorIndex(h.Sector), h.Kind, h.FromMinutes, h.UntilMinutes))];
        return holds.Any(h => h.Sector < 0) ? null : holds;
    }

    private static PlannedHours[]? Hours(VerificationCase @case, Floor floor, IReadOnlyCollection<string> carriedOut)
    {
        PlannedHours[] hours = [.. @case.Hours.Where(h => carriedOut.Contains(h.Action)).Select(h => new PlannedHours(
            floor.ResourceIndex(h.Resource), floor.SectorIndex(h.Sector), h.Kind, h.OffFrom, h.OffUntil, h.OnFrom, h.OnUntil))];
        return hours.Any(h => h.Resource < 0 || h.Sector < 0) ? null : hours;
    }
}
