namespace SyncOps.Engine.Alerts;

/// <summary>The beginning of an event that an alert should have come before.</summary>
public sealed record Onset(string Sector, DateTimeOffset At);

/// <summary>
/// Alerts held against the onsets of runs in which nobody acted on them; where somebody did, a success would count as a false alarm.
/// </summary>
public sealed record AlertScore
{
    /// <summary>Alerts that an onset followed within the window.</summary>
    public required int Hits { get; init; }

    /// <summary>Alerts that none followed.</summary>
    public required int FalseAlarms { get; init; }

    /// <summary>Onsets that no alert came before in time.</summary>
    public required int Misses { get; init; }

    /// <summary>Sectors watched times shifts; what <see cref="FalseAlarmsPerSectorShift"/> divides by.</summary>
    public required double SectorShifts { get; init; }

    /// <summary>Median minutes from alert to onset over the hits; null without any.</summary>
    public double? MedianLeadMinutes { get; init; }

    /// <summary>Share of alerts that were right, 0..1; null without alerts.</summary>
    public double? Precision => Share(Hits, Hits + FalseAlarms);

    /// <summary>Share of onsets alerted in time, 0..1; null without onsets.</summary>
    public double? Recall => Share(Hits, Hits + Misses);

    public double FalseAlarmsPerSectorShift => FalseAlarms / SectorShifts;

    /// <summary>
    /// Matches each onset, in the order of time, with the earliest free alert of its sector raised at least
    /// <paramref name="minLead"/> and at most <paramref name="maxLead"/> before it. Each alert and each onset is used once; with one
    /// window for all, no other matching has more hits. <paramref name="sectorShifts"/> is above 0.
    /// </summary>
    public static AlertScore Of(
        IEnumerable<Alert> alerts, IEnumerable<Onset> onsets, TimeSpan minLead, TimeSpan maxLead, double sectorShifts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sectorShifts);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLead, minLead);
        var free = alerts.OrderBy(a => a.RaisedAt).ToList();
        var leads = new List<double>();
        int count = free.Count, misses = 0;
        foreach (var onset in onsets.OrderBy(o => o.At))
        {
            var match = free.FindIndex(
                a => a.Sector == onset.Sector && onset.At - a.RaisedAt >= minLead && onset.At - a.RaisedAt <= maxLead);
            if (match < 0)
            {
                misses++;
                continue;
            }
            leads.Add((onset.At - free[match].RaisedAt).TotalMinutes);
            free.RemoveAt(match);
        }
        return new AlertScore
        {
            Hits = leads.Count,
            FalseAlarms = count - leads.Count,
            Misses = misses,
            SectorShifts = sectorShifts,
            MedianLeadMinutes = Median(leads),
        };
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static double? Median(List<double> values)
    {
        if (values.Count == 0) return null;
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
