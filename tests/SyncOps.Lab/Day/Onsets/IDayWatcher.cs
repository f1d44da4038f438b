using SyncOps.Engine.Alerts;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;

namespace SyncOps.Lab.Day.Onsets;

/// <summary>Says at each decision instant of one day which bottlenecks it expects. Nobody acts on it.</summary>
public interface IDayWatcher
{
    /// <summary>Forecasts made now; the event is the onset of a bottleneck.</summary>
    IEnumerable<AlertForecast> Look(DayView view);
}

/// <summary>Keeps to the plan and lets a watcher look on.</summary>
public sealed class WatchedPolicy(DayRoster roster, IDayWatcher watcher) : IDayPolicy
{
    private readonly StaticPolicy _static = new(roster);
    private readonly List<AlertForecast> _forecasts = [];

    public IReadOnlyList<AlertForecast> Forecasts => _forecasts;

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        _forecasts.AddRange(watcher.Look(view));
        return _static.Decide(view);
    }
}
