namespace SyncOps.Engine.Flow;

/// <summary>
/// People in the sectors that count them: for each rate and step the minutes they are there and what they could do in them, and how many
/// of them work after all bounds.
/// </summary>
internal sealed class StaffTable(StaffRules rules, int sectors, int steps)
{
    private readonly double[] _minutes = new double[rules.Count * steps];
    private readonly double[] _units = new double[rules.Count * steps];

    /// <summary>People at work, a mean over the step; by sector and step.</summary>
    public double[] Working { get; } = new double[sectors * steps];

    /// <summary>Scratch: people who could work, by sector; equipment needed, by pool.</summary>
    public double[] Able { get; } = new double[sectors];
    public double[] Needed { get; } = new double[rules.Pools];

    public Span<double> Minutes(int row) => _minutes.AsSpan(row * steps, steps);

    /// <summary>Less than minutes at the row's rate while people ramp up.</summary>
    public Span<double> Units(int row) => _units.AsSpan(row * steps, steps);

    public void CopyTo(StaffTable other)
    {
        _minutes.CopyTo(other._minutes, 0);
        _units.CopyTo(other._units, 0);
    }

    /// <summary>Minutes that people are in a sector in a step.</summary>
    public double Present(StaffRules rows, int sector, int step)
    {
        var (row, end) = rows.RowsOf(sector);
        var minutes = 0.0;
        for (; row < end; row++) minutes += _minutes[row * steps + step];
        return minutes;
    }

    /// <summary>What the fastest can do in a step when only so many minutes of people may be used, units.</summary>
    public double Fastest(StaffRules rows, int sector, int step, double minutes)
    {
        var (row, end) = rows.RowsOf(sector);
        var units = 0.0;
        for (; row < end && minutes > Projection.NoUnits; row++)
        {
            var there = _minutes[row * steps + step];
            if (there <= 0) continue;
            units += _units[row * steps + step] * Math.Min(1, minutes / there);
            minutes -= there;
        }
        return units;
    }

    /// <summary>Takes out what subtraction leaves of nothing.</summary>
    public void Clean(StaffRules rows, int sector)
    {
        var (row, end) = rows.RowsOf(sector);
        for (; row < end; row++)
        {
            foreach (ref var minutes in Minutes(row))
                if (minutes < Projection.NoUnits) minutes = 0;
            foreach (ref var units in Units(row))
                if (units < Projection.NoUnits) units = 0;
        }
    }
}
