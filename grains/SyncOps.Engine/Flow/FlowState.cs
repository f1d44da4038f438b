namespace SyncOps.Engine.Flow;

/// <summary>Where the work is between the steps of a roll-out, by sector, in its units; scratch of <see cref="FlowRules"/>.</summary>
internal sealed class FlowState(int sectors, int steps, bool hasBuffers)
{
    private readonly double[][] _capacityUntil = new double[sectors][];

    /// <summary>Not yet served.</summary>
    public double[] Waiting { get; } = new double[sectors];

    /// <summary>Served, and kept until its batch leaves.</summary>
    public double[] Held { get; } = new double[sectors];

    /// <summary>Waiting here or on the way here: places in the buffer that are taken.</summary>
    public double[] Bound { get; } = new double[sectors];

    /// <summary>Of this step: most that people and gates allow to be served.</summary>
    public double[] Limit { get; } = new double[sectors];

    /// <summary>Of this step: what would go on if no buffer were full.</summary>
    public double[] Wanted { get; } = new double[sectors];

    /// <summary>Of this step: what all feeders would send here, the room for it, and what feeders leave of their shares.</summary>
    public double[] Claims { get; } = new double[sectors];
    public double[] Room { get; } = new double[sectors];
    public double[] Spare { get; } = new double[sectors];

    /// <summary>
    /// By sector and step: work was held up here by a full buffer, and the buffer here was full and held work up. Empty where no sector
    /// has a buffer.
    /// </summary>
    public bool[] IsHeldUp { get; } = hasBuffers ? new bool[sectors * steps] : [];
    public bool[] HoldsUp { get; } = hasBuffers ? new bool[sectors * steps] : [];

    /// <summary>The part of a sector's room that a feeder gets which wants to send so many units: all feeders' in proportion.</summary>
    public double ShareOf(int sector, double wanted) => Claims[sector] > 0 ? Room[sector] * (wanted / Claims[sector]) : 0;

    public void SumCapacity(Projection run, int sector)
    {
        var sums = _capacityUntil[sector] ??= new double[steps + 1];
        var capacity = run.Capacity(sector);
        for (var t = 0; t < steps; t++) sums[t + 1] = sums[t] + capacity[t];
    }

    /// <summary>
    /// What a sector can serve from the beginning of a step until so many minutes after its end; beyond the horizon as in the last step.
    /// </summary>
    public double CapacityAhead(Projection run, int sector, int step, double minutes)
    {
        var (grid, sums) = (run.Grid, _capacityUntil[sector]);
        var until = grid.Edges[step + 1] + minutes;
        var last = sums[steps] - sums[steps - 1];
        if (until >= grid.HorizonMinutes)
            return sums[steps] - sums[step] + last * (until - grid.HorizonMinutes) / grid.Length(steps - 1);
        var t = grid.StepAt(until);
        return sums[t] + (sums[t + 1] - sums[t]) * (until - grid.Edges[t]) / grid.Length(t) - sums[step];
    }
}
