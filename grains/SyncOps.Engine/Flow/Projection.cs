namespace SyncOps.Engine.Flow;

/// <summary>
/// The result of one roll-out: units per sector (index) and step of the grid. A reusable buffer: <see cref="Projector.Project"/>
/// overwrites it. Always: start backlog + arrivals = served + end backlog.
/// </summary>
public sealed class Projection
{
    /// <summary>Backlogs below this many units count as none.</summary>
    internal const double NoUnits = 1e-9;

    private readonly int _steps;
    private readonly FlowRules? _rules;
    private readonly ChanceWaits? _chance;
    private readonly double[] _waits;
    private readonly double[] _servedUntil;
    private readonly bool[] _waitsKnown;
    private readonly double[] _lastHourPerMinute;

    internal Projection(TimeGrid grid, int sectors, StaffTable? people, FlowRules? rules, ChanceWaits? chance)
    {
        Grid = grid;
        People = people;
        _chance = chance;
        _rules = rules;
        if (rules is not null) State = new FlowState(sectors, grid.Steps, rules.HasBuffers);
        _steps = grid.Steps;
        StartUnits = new double[sectors];
        (ArrivedUnits, ServedUnits) = (new double[sectors * _steps], new double[sectors * _steps]);
        (BacklogUnits, CapacityUnits) = (new double[sectors * _steps], new double[sectors * _steps]);
        _waits = new double[sectors * (_steps + 1)];
        _servedUntil = new double[_steps + 1];
        _waitsKnown = new bool[sectors];
        _lastHourPerMinute = new double[sectors];
    }

    public TimeGrid Grid { get; }
    internal StaffTable? People { get; }
    internal FlowState? State { get; }
    internal double[] StartUnits { get; }
    internal double[] ArrivedUnits { get; }
    internal double[] ServedUnits { get; }
    internal double[] BacklogUnits { get; }
    internal double[] CapacityUnits { get; }

    /// <summary>Backlog now; a negative one counts as 0.</summary>
    public double StartBacklog(int sector) => StartUnits[sector];

    /// <summary>Arrivals of each step, from outside and upstream.</summary>
    public ReadOnlySpan<double> Arrived(int sector) => ArrivedUnits.AsSpan(sector * _steps, _steps);

    /// <summary>What leaves the sector in each step; where it leaves in batches, some of it was done before.</summary>
    public ReadOnlySpan<double> Served(int sector) => ServedUnits.AsSpan(sector * _steps, _steps);

    /// <summary>Backlog at the end of each step.</summary>
    public ReadOnlySpan<double> Backlog(int sector) => BacklogUnits.AsSpan(sector * _steps, _steps);

    /// <summary>What the staff could serve in each step; less where a gate or a full buffer downstream held it up.</summary>
    public ReadOnlySpan<double> Capacity(int sector) => CapacityUnits.AsSpan(sector * _steps, _steps);

    /// <summary>
    /// Steps in which the sector's buffer is full and work upstream is held up by it; empty where no sector has a buffer.
    /// </summary>
    internal ReadOnlySpan<bool> HoldsUp(int sector) => Marks(State?.HoldsUp, sector);

    /// <summary>Steps in which a full buffer after the sector holds its work up; empty where no sector has a buffer.</summary>
    internal ReadOnlySpan<bool> IsHeldUp(int sector) => Marks(State?.IsHeldUp, sector);

    /// <summary>
    /// Minutes that a unit arriving at each edge of the grid waits, first in first out: until as much was served as had arrived by then,
    /// under the staffed schedule; beyond the roll-out at the last hour's average capacity; at most the horizon. Where the sector has
    /// variability, the mean with chance (<see cref="ChanceWaits"/>).
    /// </summary>
    public ReadOnlySpan<double> Waits(int sector)
    {
        var waits = _waits.AsSpan(sector * (_steps + 1), _steps + 1);
        if (_waitsKnown[sector]) return waits;
        FillWaits(sector, waits);
        if (_chance?.Has(sector) == true) _chance.Add(this, sector, waits);
        _waitsKnown[sector] = true;
        return waits;
    }

    /// <summary>
    /// Share of the units arriving at each edge of the grid that wait no longer than the sector's service target says, 0..1; empty where
    /// it has none.
    /// </summary>
    public ReadOnlySpan<double> ServiceLevels(int sector)
    {
        if (_chance?.HasTarget(sector) != true) return [];
        Waits(sector);
        return _chance.Levels(sector);
    }

    /// <summary>Minutes of <see cref="Waits"/> that are chance's; empty where the sector has no variability.</summary>
    internal ReadOnlySpan<double> WaitsByChance(int sector)
    {
        if (_chance?.Has(sector) != true) return [];
        Waits(sector);
        return _chance.Minutes(sector);
    }

    /// <summary>Backlog at a minute in [0, horizon], linear within a step.</summary>
    public double BacklogAt(int sector, double minutes)
    {
        var t = Math.Min(Grid.StepAt(minutes), _steps - 1);
        var backlog = Backlog(sector);
        var start = t == 0 ? StartUnits[sector] : backlog[t - 1];
        return start + (backlog[t] - start) * Share(t, minutes);
    }

    /// <summary>Wait of a unit arriving at a minute in [0, horizon], linear within a step.</summary>
    public double WaitAt(int sector, double minutes)
    {
        var t = Math.Min(Grid.StepAt(minutes), _steps - 1);
        var waits = Waits(sector);
        return waits[t] + (waits[t + 1] - waits[t]) * Share(t, minutes);
    }

    /// <summary>What waits, unit hours, with weights of <see cref="TimeGrid.EdgeHours"/>.</summary>
    public double UnitHours(int sector, ReadOnlySpan<double> edgeHours) => TimeGrid.Hours(StartUnits[sector], Backlog(sector), edgeHours);

    /// <summary>Units served from now until a minute in [0, horizon].</summary>
    public double ServedUntil(int sector, double minutes) => Until(Served(sector), minutes);

    /// <summary>Units that arrive from now until a minute in [0, horizon].</summary>
    public double ArrivedUntil(int sector, double minutes) => Until(Arrived(sector), minutes);

    /// <summary>Units that could be served from now until a minute in [0, horizon].</summary>
    public double CapacityUntil(int sector, double minutes) => Until(Capacity(sector), minutes);

    /// <summary>
    /// The minute by which this many units will have been served; extrapolated beyond the roll-out, infinite where nothing serves.
    /// </summary>
    public double MinuteServed(int sector, double units)
    {
        var served = Served(sector);
        var sum = 0.0;
        for (var t = 0; t < _steps; t++)
        {
            if (sum + served[t] >= units) return Grid.Edges[t] + (served[t] > 0 ? (units - sum) / served[t] * Grid.Length(t) : 0);
            sum += served[t];
        }
        var pace = LastHourPerMinute(sector);
        return pace > 0 ? Grid.HorizonMinutes + (units - sum) / pace : double.PositiveInfinity;
    }

    internal void Reset()
    {
        Array.Clear(_waitsKnown);
        Array.Fill(_lastHourPerMinute, -1);
    }

    private ReadOnlySpan<bool> Marks(bool[]? marks, int sector)
        => marks is { Length: > 0 } ? marks.AsSpan(sector * _steps, _steps) : [];

    private double Until(ReadOnlySpan<double> units, double minutes)
    {
        var edges = Grid.Edges;
        var (sum, t) = (0.0, 0);
        for (; t < _steps && edges[t + 1] <= minutes; t++) sum += units[t];
        if (t < _steps && edges[t] < minutes) sum += units[t] * Share(t, minutes);
        return sum;
    }

    private double Share(int step, double minutes) => Math.Min(1, (minutes - Grid.Edges[step]) / Grid.Length(step));

    private double LastHourPerMinute(int sector)
    {
        ref var pace = ref _lastHourPerMinute[sector];
        if (pace < 0) pace = (CapacityUntil(sector, Grid.HorizonMinutes) - CapacityUntil(sector, Grid.HorizonMinutes - 60)) / 60;
        return pace;
    }

    // All that had arrived by an edge is served at full capacity without a gap, so the step whose capacity covers what is left of it
    // tells the instant exactly. Where work leaves in batches it is the end of the step in which its batch leaves. Both pointers only
    // move on.
    private void FillWaits(int sector, Span<double> waits)
    {
        var served = Served(sector);
        var inBatches = _rules?.IsBatched(sector) == true;
        var could = inBatches ? served : Capacity(sector);
        var backlog = Backlog(sector);
        var edges = Grid.Edges;
        _servedUntil[0] = 0;
        for (var t = 0; t < _steps; t++) _servedUntil[t + 1] = _servedUntil[t] + served[t];
        for (int t = 0, k = 0; t <= _steps; t++)
        {
            var waiting = t == 0 ? StartUnits[sector] : backlog[t - 1];
            if (waiting <= NoUnits)
            {
                waits[t] = 0;
                continue;
            }
            var arrived = _servedUntil[t] + waiting;
            k = Math.Max(k, t);
            while (k < _steps && _servedUntil[k] + could[k] < arrived - NoUnits) k++;
            double leaves;
            if (k < _steps && inBatches)
            {
                leaves = edges[k + 1];
            }
            else if (k < _steps)
            {
                leaves = edges[k] + (arrived - _servedUntil[k]) / could[k] * Grid.Length(k);
            }
            else
            {
                var pace = LastHourPerMinute(sector);
                leaves = pace > 0 ? Grid.HorizonMinutes + (arrived - _servedUntil[_steps]) / pace : double.PositiveInfinity;
            }
            waits[t] = Math.Clamp(leaves - edges[t], 0, Grid.HorizonMinutes);
        }
    }
}
