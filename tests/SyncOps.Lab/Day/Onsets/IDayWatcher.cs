using SyncOps.Engine.Alerts;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Onsets;

/// <summary>Says at each decision instant of one day which bottlenecks it expects. Nobody acts on it.</summary>
public interface IDayWatcher
{
    /// <summary>Forecasts made now; the event is the onset of a bottleneck.</summary>
    IEnumerable<AlertForecast> Look(DayView view);
}

/// <summary>Lets a watcher look on; nobody is moved, not even to fill the places of those who did not come.</summary>
public sealed class WatchedPolicy(IDayWatcher watcher) : IDayPolicy
{
    private readonly List<AlertForecast> _forecasts = [];

    public IReadOnlyList<AlertForecast> Forecasts => _forecasts;

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        _forecasts.AddRange(watcher.Look(view));
        return [];
    }
}
