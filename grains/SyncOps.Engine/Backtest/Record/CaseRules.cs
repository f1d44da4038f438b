using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>What a floor must be for a back-test, and what of it the plant leaves out.</summary>
internal static class CaseRules
{
    /// <summary>Why a floor cannot be played; null when it can.</summary>
    public static Refusal? FaultOf(FloorDocument floor) => floor.Clock == ClockKind.Stepped
        ? null
        : Refusal.Invalid(new Fault(
            "$.clock", "liveClock",
            $"Floor '{floor.Site}' has a live clock and a back-test needs a stepped one: set \"clock\": \"stepped\" and a \"start\" in a "
            + "copy of the file."));

    public static Refusal NoArrivals(BacktestPeriod period) => Refusal.Invalid(new Fault(
        "$", "noArrivals",
        $"No work arrived from outside from {period.Dates[0]:R} to {period.Dates[^1]:R}, so there is nothing to back-test: the record "
        + "needs work.arrived events without \"from\", or executions; check the dates and what is excluded."));

    public static Refusal Nobody(BacktestPeriod period) => Refusal.Invalid(new Fault(
        "$", "nobodyThere",
        $"Nobody is recorded at work from {period.Dates[0]:R} to {period.Dates[^1]:R}, so nobody could be moved: the record needs a "
        + "resource with its executions, or check-ins."));

    /// <summary>Fields of a floor that the plant does not play, one sentence; none where there are none.</summary>
    public static IEnumerable<string> NotPlayed(FloorDocument floor)
    {
        var fields = new (string Name, Func<SectorSpec, bool> Has)[]
        {
            ("batch", s => s.Batch is not null), ("bufferUnits", s => s.BufferUnits is not null), ("crew", s => s.Crew is not null),
            ("discipline", s => s.Discipline != Discipline.Fifo), ("equipment", s => s.Equipment.Count > 0),
            ("machineUnitsPerHour", s => s.MachineUnitsPerHour is not null), ("rampMinutes", s => s.RampMinutes > 0),
            ("release", s => s.Release != ReleaseRule.Push),
        };
        var used = fields.Where(f => floor.Sectors.Any(f.Has)).Select(f => f.Name).ToArray();
        if (used.Length > 0) yield return $"The model does not play these fields of the floor: {string.Join(", ", used)}.";
    }
}
