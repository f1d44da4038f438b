namespace SyncOps.Engine.Estimation;

/// <summary>
/// A sector's pace, learned from its journal: units completed over what the people present would have completed at standard rates. A
/// stretch tells all of it if always as much waited as people were there, and a minute's work, for whoever has nothing to do is not slow,
/// and if about the same people were there at both ends. Where less waited, nobody can have worked for longer than there was a unit for
/// him: so it tells of people who are faster than thought, and not of slower ones. O(1) an event and a row.
/// </summary>
[GenerateSerializer, Alias("estimation.paceWatch")]
public sealed class PaceWatch
{
    /// <summary>An observation takes so long, hours, and so many units; a slow sector's takes longer, but no more than the most.</summary>
    private const double WindowHours = 1.0 / 12;
    private const double MostWindowHours = 2;
    private const double WindowUnits = 2;

    /// <summary>Of a sector with time to spare an observation takes so many units: chance must be small beside what it tells.</summary>
    private const double SlackWindowUnits = 20;

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
    [Id(8)] private DateTimeOffset _seenAt;
    [Id(9)] private double _workedHours;
    [Id(10)] private double _slackStandard;
    [Id(11)] private double _slackCompleted;
    [Id(12)] private ServiceChance _chance;

    /// <summary>The pace as last observed; before the first observation what is known of any sector.</summary>
    public Drift At(DateTimeOffset now) => _pace ?? DriftModel.Pace.Unknown(now);

    /// <summary>True when the staff differs so much from what was noted last that it needs a row, even without an event to write.</summary>
    public bool IsNews(StaffMark staff) => staff.IsNewsAfter(_staff);

    /// <summary>Before an event takes effect: what waited until then.</summary>
    public void See(DateTimeOffset at, Units backlog)
    {
        _least = _least is { } least && least < backlog ? least : backlog;
        if (at <= _seenAt) return;
        // A state of an earlier version did not remember when it looked last.
        var since = _seenAt > _notedAt ? _seenAt : _notedAt;
        if (_staff.People > 0) _workedHours += (at - since).TotalHours * Math.Clamp(backlog.Value / _staff.People, 0, 1);
        _seenAt = at;
    }

    public void Complete(Units units) => _completed += units;

    /// <summary>
    /// Ends a stretch at a row, the first of its instant; with the staff from now on, or null where it is as it was. Answers the hours of a
    /// stretch in which everybody had work, 0 where some had not, null where none ended.
    /// </summary>
    public double? Note(DateTimeOffset at, StaffMark? staff, Units backlog)
    {
        var next = staff ?? _staff;
        double? busyHours = null;
        if (at > _notedAt)
        {
            See(at, backlog);
            busyHours = EndStretch(at, next, backlog);
            (_notedAt, _least, _completed, _workedHours) = (at, null, Units.Zero, 0);
        }
        _staff = next;
        return busyHours;
    }

    private double EndStretch(DateTimeOffset at, StaffMark next, Units backlog)
    {
        var isLike = _staff.IsLike(next);
        var isBusy = isLike && IsBusy(_staff, backlog) && IsBusy(next, backlog);
        var hours = (at - _notedAt).TotalHours;
        if (isBusy)
        {
            _windowHours += hours;
            _windowStandard += (_staff.PerHour + next.PerHour) / 2 * hours;
            _windowCompleted += _completed.Value;
        }
        else if (isLike)
        {
            _slackStandard += (_staff.PerHour + next.PerHour) / 2 * _workedHours;
            _slackCompleted += _completed.Value;
        }
        var isFull = _windowHours >= WindowHours && _windowStandard >= WindowUnits || _windowHours >= MostWindowHours;
        if (_windowStandard > 0 && (isFull || _windowStandard >= WindowUnits && !isLike)) Observe(at);
        if (_slackStandard >= SlackWindowUnits) ObserveSlack(at);
        return isBusy ? hours : 0;
    }

    // A unit in everyone's hands, and a minute's work: reports come now and then, and who is fast has nothing to do in between.
    private bool IsBusy(StaffMark staff, Units backlog)
        => staff.People > 0 && (_least ?? backlog).Value >= Math.Max(staff.People, staff.PerHour / 60);

    private void Observe(DateTimeOffset at)
    {
        var deviation = Deviation(_windowCompleted, _windowStandard);
        _chance = _chance.After(at, deviation, _windowStandard);
        _pace = DriftModel.Pace.Observed(At(at), at, deviation, Variance(_windowStandard));
        (_windowHours, _windowStandard, _windowCompleted) = (0, 0, 0);
    }

    // Less chance of one standard deviation: what is above the mean by luck alone would add up.
    private void ObserveSlack(DateTimeOffset at)
    {
        var variance = Variance(_slackStandard);
        var atLeast = Deviation(_slackCompleted, _slackStandard) - Math.Sqrt(variance);
        var known = DriftModel.Pace.Aged(At(at), at);
        if (1 + atLeast > known.Factor) _pace = DriftModel.Pace.Observed(known, at, atLeast, variance);
        (_slackStandard, _slackCompleted) = (0, 0);
    }

    private static double Deviation(double completed, double standard)
        => Math.Clamp(completed / standard - 1, -MostDeviation, MostDeviation);

    private double Variance(double standard) => (_chance.PerUnit * standard + EdgeVariance) / (standard * standard);
}
