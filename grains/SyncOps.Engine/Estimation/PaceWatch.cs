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
    [Id(1)] private StaffMark _staff;
    [Id(2)] private DateTimeOffset _notedAt;
    [Id(3)] private Units? _least;
    [Id(4)] private Units _completed;
    [Id(5)] private double _windowHours;
    [Id(6)] private double _windowStandard;
    [Id(7)] private double _windowCompleted;

    /// <summary>The pace as last observed; before the first observation what is known of any sector.</summary>
    public Drift At(DateTimeOffset now) => _pace ?? DriftModel.Pace.Unknown(now);

    /// <summary>True when the staff differs so much from what was noted last that it needs a row, even without an event to write.</summary>
    public bool IsNews(StaffMark staff) => staff.IsNewsAfter(_staff);

    /// <summary>Before an event takes effect: what waited until then.</summary>
    public void See(Units backlog) => _least = _least is { } least && least < backlog ? least : backlog;

    public void Complete(Units units) => _completed += units;

    /// <summary>Ends a stretch at a row, the first of its instant; with the staff from now on, or null where it is as it was.</summary>
    public void Note(DateTimeOffset at, StaffMark? staff, Units backlog)
    {
        var next = staff ?? _staff;
        if (at > _notedAt)
        {
            EndStretch(at, next, backlog);
            (_notedAt, _least, _completed) = (at, null, Units.Zero);
        }
        _staff = next;
    }

    private void EndStretch(DateTimeOffset at, StaffMark next, Units backlog)
    {
        var isLike = _staff.IsLike(next);
        if (isLike && IsBusy(_staff, backlog) && IsBusy(next, backlog))
        {
            var hours = (at - _notedAt).TotalHours;
            _windowHours += hours;
            _windowStandard += (_staff.PerHour + next.PerHour) / 2 * hours;
            _windowCompleted += _completed.Value;
        }
        var isFull = _windowHours >= WindowHours && _windowStandard >= WindowUnits || _windowHours >= MostWindowHours;
        if (_windowStandard > 0 && (isFull || _windowStandard >= WindowUnits && !isLike)) Observe(at);
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
