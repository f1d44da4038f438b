namespace SyncOps.Engine.Estimation;

/// <summary>
/// A sector's pace, learned from its journal: units completed over what the people present would have completed at standard rates. Only
/// stretches tell in which always as much waited as people were there, and a minute's work, for whoever has nothing to do is not slow, and
/// in which about the same people were there at both ends. O(1) an event and a row.
/// </summary>
[GenerateSerializer, Alias("estimation.paceWatch")]
public sealed class PaceWatch
{
    /// <summary>An observation takes so long, hours, and so many units; a slow sector's takes longer, but no more than the most.</summary>
    private const double WindowHours = 0.25;
    private const double MostWindowHours = 2;
    private const double WindowUnits = 2;

    /// <summary>Variance of completions over their mean: service times whose sd is half their mean.</summary>
    private const double ServiceChance = 0.25;

    /// <summary>Units^2 of an observation: work begun before it and not finished at its end.</summary>
    private const double EdgeVariance = 0.25;

    /// <summary>More than twice the standard pace is a report of what was done before.</summary>
    private const double MostDeviation = 1;

    [Id(0)] private Drift? _pace;
    [Id(1)] private StaffMark? _mark;
    [Id(2)] private DateTimeOffset _markAt;
    [Id(3)] private Units? _least;
    [Id(4)] private Units _completed;
    [Id(5)] private double _windowHours;
    [Id(6)] private double _windowStandard;
    [Id(7)] private double _windowCompleted;

    /// <summary>The pace as last observed; before the first observation what is known of any sector.</summary>
    public Drift At(DateTimeOffset now) => _pace ?? DriftModel.Pace.Unknown(now);

    /// <summary>True when a mark differs so much from the last one that it needs a row, even if there is no event to write.</summary>
    public bool IsNews(StaffMark? mark) => mark is { } next && (_mark is { } last ? !last.IsLike(next) : next.People > 0);

    /// <summary>Before an event takes effect: what waited until then.</summary>
    public void See(Units backlog) => _least = _least is { } least && least < backlog ? least : backlog;

    public void Complete(Units units) => _completed += units;

    /// <summary>Ends a stretch with the mark of a row, after its events; null: the row has none, and nothing is learned.</summary>
    public void Note(DateTimeOffset at, StaffMark? mark, Units backlog)
    {
        if (mark is not null && _mark is not null && at <= _markAt)
        {
            _mark = mark;
            return;
        }
        var isSame = _mark is { } from && mark is { } until && from.IsLike(until);
        if (isSame && IsBusy(_mark!.Value, backlog) && IsBusy(mark!.Value, backlog))
        {
            var hours = (at - _markAt).TotalHours;
            _windowHours += hours;
            _windowStandard += (_mark.Value.PerHour + mark.Value.PerHour) / 2 * hours;
            _windowCompleted += _completed.Value;
        }
        var isFull = _windowHours >= WindowHours && _windowStandard >= WindowUnits || _windowHours >= MostWindowHours;
        if (_windowStandard > 0 && (isFull || _windowStandard >= WindowUnits && !isSame)) Observe(at);
        (_mark, _markAt, _least, _completed) = (mark, at, null, Units.Zero);
    }

    // A unit in everyone's hands, and a minute's work: reports come now and then, and who is fast has nothing to do in between.
    private bool IsBusy(StaffMark staff, Units backlog)
    {
        if (_least is null) See(backlog);
        return staff.People > 0 && _least!.Value.Value >= Math.Max(staff.People, staff.PerHour / 60);
    }

    private void Observe(DateTimeOffset at)
    {
        var standard = _windowStandard;
        var deviation = Math.Clamp(_windowCompleted / standard - 1, -MostDeviation, MostDeviation);
        var variance = (ServiceChance * standard + EdgeVariance) / (standard * standard);
        _pace = DriftModel.Pace.Observed(_pace ?? DriftModel.Pace.Unknown(at), at, deviation, variance);
        (_windowHours, _windowStandard, _windowCompleted) = (0, 0, 0);
    }
}
