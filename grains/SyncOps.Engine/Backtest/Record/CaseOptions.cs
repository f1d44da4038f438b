using NodaTime;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>Which part of a record to play, and what else is known of its days.</summary>
/// <param name="From">First local date; null: that of the first fact.</param>
/// <param name="Until">Last local date, included; null: that of the last fact.</param>
/// <param name="Days">Valid day documents by local date; others are left without roster, forecast and cut-offs.</param>
public sealed record CaseOptions(LocalDate? From, LocalDate? Until, IReadOnlyDictionary<DateOnly, DayDocument> Days)
{
    /// <summary>The whole record, and nothing else known.</summary>
    public static readonly CaseOptions Whole = new(null, null, new SortedDictionary<DateOnly, DayDocument>());
}
