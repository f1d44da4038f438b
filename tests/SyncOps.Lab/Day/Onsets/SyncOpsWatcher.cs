using SyncOps.Engine.Alerts;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Rehearsal;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Onsets;

/// <summary>
/// The product looking on: a rehearsed site that hears what the floor reports and advises nothing. What its outlook says of a sector is a
/// forecast: a wait above the target from an instant on, with a probability.
/// </summary>
public sealed class SyncOpsWatcher : IDayWatcher
{
    private readonly RehearsedSite _site;

    public SyncOpsWatcher(DaySetting setting, int day)
    {
        var plan = setting.Day(day);
        _site = new RehearsedSite(Floor.Of(setting.Floor.Document with { Start = plan.Opens }), new AdvisesNothing());
        _site.PutDay(plan.Date, plan.Document());
    }

    public IEnumerable<AlertForecast> Look(DayView view)
    {
        _site.Record(view.Events);
        _site.Advance(view.Now);
        return _site.Outlook.Where(o => o.OnsetAt is not null)
            .Select(o => new AlertForecast(o.Sector, view.Now, o.OnsetAt!.Value, o.AlertProbability));
    }

    private sealed class AdvisesNothing : IReallocationSearch
    {
        public IReadOnlyList<Proposal> Search(SearchRequest request) => [];
    }
}
