using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Plant;

/// <summary>
/// Which units are late at each cut-off: those that were to be done in its sector when it leaves and are not. To be done is what entered
/// the site by <c>orderBy</c>, or, without it, what is due by the time it leaves. A unit that misses two trucks is late twice, as in the
/// engine's cut-offs.
/// </summary>
internal sealed class PlantTrucks
{
    private readonly BacktestCase _case;
    private readonly IReadOnlyList<CutOff> _cutOffs;
    private readonly int[] _done;
    private readonly int[][] _lastStep;

    public PlantTrucks(BacktestCase @case)
    {
        (_case, _cutOffs) = (@case, @case.CutOffs());
        _done = new int[@case.Jobs.Count];
        var steps = _cutOffs.Select(c => c.Sector).Distinct(StringComparer.Ordinal)
            .ToDictionary(s => s, s => LastSteps(@case.Floor.SectorIndex(s)), StringComparer.Ordinal);
        _lastStep = [.. _cutOffs.Select(c => steps[c.Sector])];
    }

    /// <summary>When each leaves, UTC ticks, with its index.</summary>
    public IEnumerable<(long Leaves, int Index)> Departures => _cutOffs.Select((c, i) => (c.Leaves.UtcTicks, i));

    public void Complete(WorkVisit visit) => _done[visit.Job.Number] = visit.Step + 1;

    /// <summary>Removed work is late for nothing.</summary>
    public void Remove(WorkVisit visit) => _done[visit.Job.Number] = int.MaxValue;

    public void Depart(int index, PlantMeter meter)
    {
        var cutOff = _cutOffs[index];
        var late = 0.0;
        for (var j = 0; j < _done.Length; j++)
        {
            var (job, step) = (_case.Jobs[j], _lastStep[index][j]);
            if (job.EntersAt > cutOff.Leaves) break;
            if (step >= 0 && _done[j] <= step && IsFor(job, cutOff)) late += job.Steps[step].Units;
        }
        if (late > 0) meter.Late(late, late * cutOff.CostPerLateUnit);
    }

    private static bool IsFor(Job job, CutOff cutOff)
        => cutOff.OrderBy is { } by ? job.EntersAt <= by : job.DueAt is { } due && due <= cutOff.Leaves;

    private int[] LastSteps(int sector) => [.. _case.Jobs.Select(j =>
    {
        for (var i = j.Steps.Count - 1; i >= 0; i--)
            if (j.Steps[i].Sector == sector) return i;
        return -1;
    })];
}
