using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Verification;

namespace SyncOps.Engine.Governance;

/// <summary>What an area is exposed to, from its outlook and its open cards.</summary>
public static class AreaReport
{
    /// <summary>
    /// One exposure per sector at risk. What is preventable is what the sector's open card would save, at most what is exposed. Where
    /// nothing is advised because figures are not to be trusted, an exposure of kind count says so; its cost is not known and stands as 0.
    /// Where the search failed, or nothing that is moved can be enough, the sector's exposure says so.
    /// </summary>
    public static GovernanceView Of(
        string site, string area, DateTimeOffset? asOf, IReadOnlyList<SectorOutlook> outlook, IReadOnlyList<Recommendation> cards,
        PreventionLedger ledger)
    {
        var exposures = new List<Exposure>();
        double forming = 0, preventable = 0;
        foreach (var sector in outlook)
        {
            if (sector.ReasonKind == ReasonKind.Count) exposures.Add(Uncounted(site, sector, asOf));
            if (sector.BottleneckAt is not { } begins || sector.Status == SectorStatus.Stale) continue;
            var open = cards.Where(c => c.Risk.Sector == sector.Sector && IsOpen(c)).ToList();
            exposures.Add(new Exposure
            {
                Site = site, Kind = sector.Kind, Sector = sector.Sector, Cost = sector.Cost.Rounded(2), Probability = sector.Probability,
                MinutesLeft = MinutesUntil(begins, asOf), Recommendations = [.. open.Select(c => c.Id)],
                ReasonLine = sector.ReasonKind == ReasonKind.Count ? null : sector.ReasonLine,
            });
            forming += sector.Cost.P50;
            preventable += Math.Min(sector.Cost.P50, open.Sum(c => Math.Max(0, c.Benefit.CostSaved.P50)));
        }
        return new GovernanceView
        {
            Node = $"area:{site}/{area}",
            AsOf = asOf,
            Exposures = exposures,
            FormingCost = Math.Round(forming, 2),
            PreventableCost = Math.Round(preventable, 2),
            PreventedCost = ledger.VerifiedCost,
            Calibration = Calibration.Of(ledger),
            Shadow = ledger.Shadow.Count > 0 ? ledger.Shadow : null,
        };
    }

    private static Exposure Uncounted(string site, SectorOutlook sector, DateTimeOffset? asOf) => new()
    {
        Site = site, Kind = RiskKind.Count, Sector = sector.Sector, Cost = Range3.Zero, Probability = sector.Probability,
        MinutesLeft = MinutesUntil(sector.BottleneckAt, asOf), ReasonLine = sector.ReasonLine,
    };

    private static double MinutesUntil(DateTimeOffset? begins, DateTimeOffset? asOf) => Math.Max(0, (begins - asOf)?.TotalMinutes ?? 0);

    private static bool IsOpen(Recommendation card) => card.State is CardState.Proposed or CardState.Snoozed;
}
