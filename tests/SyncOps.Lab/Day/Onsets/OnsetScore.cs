using SyncOps.Engine.Alerts;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Onsets;

/// <summary>
/// A watcher's alerts against what really began. Foreseeable onsets count as alerted when an alert was raised
/// <see cref="LeastLeadMinutes"/> to <see cref="MostLeadMinutes"/> before; alerts are right when any onset of their sector follows within
/// the latter, however soon. Onsets of a day's first <see cref="LeastLeadMinutes"/> could not be foreseen: nothing is reported before.
/// Of shocks' onsets it counts apart for which an alert stood within <see cref="ShockMinutes"/> of their cause, raised by then and
/// expecting one still to come, and which were alerted as early as is asked of the others.
/// </summary>
public sealed record OnsetScore(
    int Foreseeable, double? Recall, double? Precision, double? MedianLeadMinutes, int ShockOnsets, double? ShocksSeen,
    double? ShocksEarly, double FalseAlarmsPerSectorWeek)
{
    public const int LeastLeadMinutes = 20;
    public const int MostLeadMinutes = 240;
    public const int ShockMinutes = 10;

    /// <summary>Working days of a week.</summary>
    private const double WeekDays = 5;

    /// <summary>Plays days on which nobody acts, with a new watcher each; forecasts become alerts by the policy.</summary>
    public static OnsetScore Of(DaySetting setting, int days, Func<int, IDayWatcher> watchers, AlertPolicy policy)
    {
        var onsets = new IReadOnlyList<DayOnset>[days];
        var alerts = new IReadOnlyList<Alert>[days];
        Parallel.For(0, days, n =>
        {
            var watched = new WatchedPolicy(watchers(n));
            onsets[n] = DayOnsets.Of(setting, DayPlant.Play(setting, n, watched));
            alerts[n] = policy.Raise(watched.Forecasts);
        });
        return Of(setting, onsets, alerts);
    }

    /// <summary>By day: what began, and what was alerted.</summary>
    public static OnsetScore Of(DaySetting setting, IReadOnlyList<DayOnset>[] onsets, IReadOnlyList<Alert>[] alerts)
    {
        var sectorShifts = (double)onsets.Length * setting.Floor.Sectors.Count;
        var all = Named(setting, onsets, _ => true);
        var raised = alerts.SelectMany((list, n) => list.Select(a => a with { Sector = $"{n}/{a.Sector}" })).ToArray();
        var right = AlertScore.Of(raised, all, TimeSpan.Zero, TimeSpan.FromMinutes(MostLeadMinutes), sectorShifts);
        var foreseeable = Named(setting, onsets, o => !o.IsShock && o.Minute >= LeastLeadMinutes);
        var early = AlertScore.Of(
            raised, foreseeable, TimeSpan.FromMinutes(LeastLeadMinutes), TimeSpan.FromMinutes(MostLeadMinutes), sectorShifts);
        var shocks = onsets.SelectMany((list, n) => list.Where(o => o.IsShock).Select(o => (Day: n, Onset: o))).ToArray();
        var seen = Share((alert, onset, opens) => alert.RaisedAt <= opens.AddMinutes(onset.CauseMinute!.Value + ShockMinutes)
            && alert.LastExpectedAt >= opens.AddMinutes(onset.CauseMinute.Value));
        var shocksEarly = Share((alert, onset, opens) => (opens.AddMinutes(onset.Minute) - alert.RaisedAt).TotalMinutes
            is >= LeastLeadMinutes and <= MostLeadMinutes);
        return new OnsetScore(
            foreseeable.Length, early.Recall, right.Precision, early.MedianLeadMinutes, shocks.Length, seen, shocksEarly,
            right.FalseAlarmsPerSectorShift * WeekDays);

        double? Share(Func<Alert, DayOnset, DateTimeOffset, bool> isTold) => shocks.Length == 0 ? null : shocks.Average(x
            => alerts[x.Day].Any(a => a.Sector == x.Onset.Sector && isTold(a, x.Onset, setting.Day(x.Day).Opens)) ? 1.0 : 0);
    }

    /// <summary>Onsets with their day in the sector's name, so that no alert is matched with another day's.</summary>
    private static Onset[] Named(DaySetting setting, IReadOnlyList<DayOnset>[] onsets, Func<DayOnset, bool> counts)
        => [.. onsets.SelectMany((list, n) => list.Where(counts)
            .Select(o => new Onset($"{n}/{o.Sector}", setting.Day(n).Opens.AddMinutes(o.Minute))))];
}
