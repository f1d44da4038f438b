namespace SyncOps.Engine.Backtest.Bound;

/// <summary>
/// A lower bound that looks at each job alone: whatever is decided, a step cannot end before the fastest of those who are at work, one at a
/// time and wherever they are, could have done it; a later beginning never ends earlier. So every job is in the sectors at least until its
/// earliest end, at the price of its cheapest step. Exact in time, and blind to what jobs want of the same people. Nothing where work was
/// removed, since then a job may end sooner.
/// </summary>
internal static class EarliestCourse
{
    /// <summary>Money by day.</summary>
    public static double[] ByDay(BacktestCase @case)
    {
        var days = new double[@case.Period.Days];
        if (@case.Removals.Count > 0) return days;
        var rates = Enumerable.Range(0, @case.Floor.Sectors.Count).Select(s => FastestRates.Of(@case, s)).ToArray();
        var edges = @case.Period.Edges.Select(e => (e - @case.Period.Start).TotalHours).ToArray();
        foreach (var job in @case.Jobs)
        {
            var price = job.Steps.Min(s => @case.Floor.Sectors[s.Sector].WaitCostPerUnitHour * s.Units);
            var at = (job.EntersAt - @case.Period.Start).TotalHours;
            foreach (var step in job.Steps)
            {
                // On its way it is in no sector and costs nothing.
                at += step.Delay.TotalHours;
                if (at >= edges[^1]) break;
                var end = rates[step.Sector].EndOf(at, step.Units);
                for (var d = 0; d < days.Length; d++)
                    days[d] += price * Math.Max(0, Math.Min(end, edges[d + 1]) - Math.Max(at, edges[d]));
                at = end;
            }
        }
        return days;
    }

    /// <summary>The rate of the fastest at work in a sector's skill: constant between rising instants, hours after the start.</summary>
    private sealed class FastestRates
    {
        private readonly double[] _edges;
        private readonly double[] _rates;
        private readonly double[] _units;

        private FastestRates(double[] edges, double[] rates)
        {
            (_edges, _rates, _units) = (edges, rates, new double[edges.Length]);
            for (var k = 0; k < rates.Length; k++) _units[k + 1] = _units[k] + rates[k] * (edges[k + 1] - edges[k]);
        }

        public static FastestRates Of(BacktestCase @case, int sector)
        {
            var id = @case.Floor.Sectors[sector].Id;
            var able = @case.Duties.Select((duty, r) =>
                    (Rate: @case.Floor.Resources[r].Skills.FirstOrDefault(s => s.Sector == id)?.UnitsPerHour ?? 0, Work: Work(@case, duty)))
                .Where(a => a.Rate > 0).ToArray();
            var edges = able.SelectMany(a => a.Work).SelectMany(w => (double[])[w.From, w.Until])
                .Append(0).Append((@case.Period.End - @case.Period.Start).TotalHours).Distinct().Order().ToArray();
            var rates = new double[edges.Length - 1];
            foreach (var (rate, work) in able)
                foreach (var (from, until) in work)
                    for (var k = Array.BinarySearch(edges, from); edges[k] < until; k++) rates[k] = Math.Max(rates[k], rate);
            return new FastestRates(edges, rates);
        }

        /// <summary>
        /// When units that are there at an instant are done at the earliest; infinite when they are not within the period.
        /// </summary>
        public double EndOf(double at, double units)
        {
            var k = Array.BinarySearch(_edges, at);
            k = k >= 0 ? k : ~k - 1;
            // Less a little: rounding must not carry work that is done just as its people leave over to the next day.
            var until = _units[k] + _rates[k] * (at - _edges[k]) + units - 1e-9;
            var end = Array.BinarySearch(_units, until);
            // The first instant at which so much can have been done: before it the sum rises, or stands still for a while.
            for (end = end >= 0 ? end : ~end; end > 0 && end < _units.Length && _units[end - 1] >= until;) end--;
            if (end >= _units.Length) return double.PositiveInfinity;
            return _edges[end] - (_units[end] - until) / _rates[end - 1];
        }

        /// <summary>When somebody is at work: stretches of duty without their pauses.</summary>
        private static IEnumerable<(double From, double Until)> Work(BacktestCase @case, IReadOnlyList<DutyStretch> duty)
        {
            foreach (var stretch in duty)
            {
                var from = stretch.Start;
                foreach (var pause in stretch.Pauses)
                {
                    if (pause.Start > from) yield return (Hours(from), Hours(pause.Start));
                    from = pause.End;
                }
                if (from < stretch.End) yield return (Hours(from), Hours(stretch.End));
            }

            double Hours(DateTimeOffset at) => (at - @case.Period.Start).TotalHours;
        }
    }
}
