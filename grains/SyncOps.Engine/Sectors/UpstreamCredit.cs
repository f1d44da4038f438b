using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Sectors;

/// <summary>
/// Arrivals that a sector books itself from the completions upstream: share x units per unit of the cumulative total, less what was
/// credited before. The total is the event's sequence number, so that a repeat or an older total adds nothing.
/// </summary>
public static class UpstreamCredit
{
    /// <summary>Sources that no sender may use.</summary>
    public const string SourcePrefix = "urn:syncops:upstream:";

    private const double MaxCreditedUnits = 1e12;

    public static string SourceOf(string upstream) => SourcePrefix + upstream;

    public static bool Is(FloorEvent e) => e.Source.StartsWith(SourcePrefix, StringComparison.Ordinal);

    /// <summary>
    /// What completions of an upstream sector bring that the ledger was not credited with before, at the end of the way; empty when no
    /// route leads here.
    /// </summary>
    public static IReadOnlyList<FloorEvent> Arrivals(
        SectorLedger ledger, Floor floor, string sector, string upstream, IReadOnlyList<CompletionMark> completions)
    {
        if (floor.Sector(upstream)?.Next.FirstOrDefault(r => r.To == sector) is not { } route) return [];
        var source = SourceOf(upstream);
        var credited = Math.Max(0, ledger.HighestSequenceOf(source));
        var factor = route.Share * route.UnitsPerUnit;
        var arrivals = new List<FloorEvent>();
        foreach (var (at, total) in completions)
        {
            if (total.Millionths <= credited) continue;
            arrivals.Add(new FloorEvent
            {
                Kind = EventKind.WorkArrived, Source = source, Id = total.ToString(), Sequence = total.Millionths,
                Time = at.AddMinutes(route.DelayMinutes), Sector = sector, From = upstream,
                Units = Converted(total.Value * factor) - Converted(credited / 1e6 * factor),
            });
            credited = total.Millionths;
        }
        return arrivals;
    }

    /// <summary>No floor has as much work, and a sum that passed the range would stop the sector for good.</summary>
    private static Units Converted(double units) => Units.Of(Math.Min(units, MaxCreditedUnits));
}
