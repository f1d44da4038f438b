using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Verification;

/// <summary>
/// The site as it was when a case began, with a forecast that is what really arrived: under median demand its roll-out is what would
/// have happened.
/// </summary>
internal static class CaseReplay
{
    public static SiteSnapshot Of(VerificationCase @case, ArrivalLog actuals, Floor floor)
    {
        var then = floor.Document.Horizon == @case.Horizon
            ? floor
            : Floor.Of(floor.Document with { Horizon = @case.Horizon }, floor.Version);
        var known = @case.CutOffs.Where(c => c.CutOff.OrderBy is not { } by || by <= @case.Start).ToArray();
        var day = new DayDocument
        {
            Forecast = Arrived(@case, actuals, then),
            CutOffs = [.. @case.CutOffs.Select(c => known.Contains(c) ? c.CutOff with { OrderBy = null } : c.CutOff)],
        };
        var calendar = Calendar.Compile(then, [KeyValuePair.Create(DateOnly.FromDateTime(@case.Start.UtcDateTime), day)]);
        var held = @case.Holds.Where(h => h.Action is null)
            .Select(h => new HeldSector(h.Sector, @case.Start, @case.Start.AddMinutes(h.UntilMinutes), @case.Card));
        return SiteSnapshot.Of(calendar, Loads(@case, known), @case.Start, Stints(@case, then)).With([.. held]);
    }

    // Between two samples work arrived evenly. A forecast point holds until the next one or the end of its local day, so midnights get one.
    private static List<ForecastPoint> Arrived(VerificationCase @case, ArrivalLog actuals, Floor floor)
    {
        var points = new List<ForecastPoint>();
        var samples = actuals.Samples.Where(s => s.At >= @case.Start).ToArray();
        for (var i = 0; i + 1 < samples.Length; i++)
        {
            var (from, until) = (samples[i], samples[i + 1]);
            var zone = floor.Document.TimeZone;
            var midnight = LocalDay.Of(LocalDay.DateAt(from.At, zone), zone).End;
            foreach (var sector in floor.Sectors)
            {
                var before = from.ArrivedAt(sector.Id) ?? until.ArrivedAt(sector.Id) ?? 0;
                var perHour = Math.Max(0, ((until.ArrivedAt(sector.Id) ?? before) - before) / (until.At - from.At).TotalHours);
                points.Add(new ForecastPoint(sector.Id, from.At, perHour));
                if (midnight < until.At) points.Add(new ForecastPoint(sector.Id, midnight, perHour));
            }
        }
        return points;
    }

    // Due times stand for what a truck waits for: as much by each departure as was known to ride on it.
    private static IEnumerable<SectorLoad> Loads(VerificationCase @case, CaseCutOff[] known) => @case.Sectors.Select(s =>
    {
        var due = new List<DueBacklog>();
        var riding = 0.0;
        foreach (var truck in known.Where(c => c.CutOff.Sector == s.Sector).OrderBy(c => c.CutOff.Leaves))
        {
            due.Add(new DueBacklog(truck.CutOff.Leaves, Units.Of(truck.KnownUnits - riding)));
            riding = truck.KnownUnits;
        }
        return new SectorLoad
        {
            Sector = s.Sector, AsOf = @case.Start, Version = 1,
            Totals = new WorkTotals(s.Backlog, Units.Zero, Units.Zero, Units.Zero), ByDue = due,
            OutsideArrivalsPerHour = 0, ArrivalsPerHour = 0, CompletionsPerHour = s.CompletionsPerHour,
            Pace = s.Pace, Rates = s.Rates ?? [],
        };
    });

    private static Stint[] Stints(VerificationCase @case, Floor floor)
        => [.. @case.Stints
            .Select(s => new Stint(floor.ResourceIndex(s.Resource), floor.SectorIndex(s.Sector), s.Start, s.End, s.Current))
            .Where(s => s.Resource >= 0 && s.Sector >= 0)
            .OrderBy(s => s.Resource).ThenBy(s => s.Start)];
}
