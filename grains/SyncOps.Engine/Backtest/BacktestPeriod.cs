using NodaTime;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest;

/// <summary>The local days that a back-test plays, [<see cref="Start"/>, <see cref="End"/>).</summary>
/// <param name="Dates">Local dates, rising without gaps.</param>
/// <param name="Edges">Where each day begins, and where the last one ends: one more than days.</param>
public sealed record BacktestPeriod(IReadOnlyList<LocalDate> Dates, IReadOnlyList<DateTimeOffset> Edges)
{
    /// <summary>Longest period; a few years of decisions are hours of work.</summary>
    public const int MostDays = 400;

    public DateTimeOffset Start => Edges[0];

    public DateTimeOffset End => Edges[^1];

    public int Days => Dates.Count;

    /// <summary>
    /// From one local date to another, both included; where they are not given, from the date of the first fact to that of the last.
    /// Refused when it holds no fact, less than 24 h of facts, or more than <see cref="MostDays"/>.
    /// </summary>
    /// <param name="facts">In time order, at least one.</param>
    public static Outcome<BacktestPeriod> Of(IReadOnlyList<FloorEvent> facts, FloorDocument floor, LocalDate? from, LocalDate? until)
    {
        var (first, last) = (LocalDay.DateAt(facts[0].Time, floor.TimeZone), LocalDay.DateAt(facts[^1].Time, floor.TimeZone));
        var (begins, ends) = (from ?? first, until ?? last);
        if (begins > last || ends < first)
        {
            return Wrong(
                "emptyPeriod",
                $"Nothing was recorded {(begins > last ? $"from {begins:R} on" : $"until {ends:R}")}: the record runs from {first:R} to "
                + $"{last:R}; choose dates within it.");
        }
        if (ends < begins)
            return Wrong("emptyPeriod", $"The period from {begins:R} to {ends:R} is empty: --from must not be after --until.");
        var days = Period.Between(begins, ends, PeriodUnits.Days).Days + 1;
        if (days > MostDays)
        {
            return Wrong(
                "longPeriod",
                $"{days} days are more than the {MostDays} that one back-test plays: take part of them with --from and --until.");
        }
        var dates = Enumerable.Range(0, days).Select(begins.PlusDays).ToArray();
        var edges = dates.Append(ends.PlusDays(1)).Select(d => LocalDay.Of(d, floor.TimeZone).Start).ToArray();
        var within = facts.Where(f => f.Time >= edges[0] && f.Time < edges[^1]).ToArray();
        var covered = within.Length == 0 ? TimeSpan.Zero : within[^1].Time - within[0].Time;
        if (covered < TimeSpan.FromDays(1))
        {
            return Wrong(
                "shortPeriod",
                $"What is recorded from {begins:R} to {ends:R} covers {covered.TotalHours:0.#} h, less than one whole day (24 h): "
                + "take a longer record or wider dates.");
        }
        return new BacktestPeriod(dates, edges);
    }

    private static Refusal Wrong(string code, string reason) => Refusal.Invalid(new Fault("$", code, reason));
}
