namespace SyncOps.Engine.Backtest.Bound;

/// <summary>Jobs that go the same way, with the slots in which they enter: their cheapest courses are found in one pass.</summary>
internal sealed record JobWays(IReadOnlyList<JobStep> Steps, IReadOnlyList<int> Enter)
{
    public int First => Enter[0];

    /// <summary>The same for jobs that go the same way.</summary>
    public static string KeyOf(Job job) => string.Join(' ', job.Steps.Select(s => $"{s.Sector}:{s.Units:R}:{s.Delay.Ticks}"));

    /// <summary>All ways of a case, in the order of their first jobs.</summary>
    public static IReadOnlyList<JobWays> Of(BoundGrid grid) => [.. grid.Case.Jobs.GroupBy(KeyOf, StringComparer.Ordinal)
        .Select(g => new JobWays(g.First().Steps, [.. g.Select(j => grid.At(j.EntersAt).Slot).Order()]))];

    /// <summary>
    /// Money by which slots may overstate what a case must cost. A job that enters within a slot waits less in it than the slot is long;
    /// where the next sector is dearer than the one before, and where a delay ends within a slot, the same holds again.
    /// </summary>
    public static double Overstated(BoundGrid grid)
    {
        var money = 0.0;
        foreach (var job in grid.Case.Jobs)
        {
            money += Price(grid, job.Steps[0]) * grid.At(job.EntersAt).OverHours;
            for (var p = 1; p < job.Steps.Count; p++)
            {
                var (before, step) = (Price(grid, job.Steps[p - 1]), job.Steps[p]);
                var rest = step.Delay.TotalHours - Math.Floor(step.Delay.TotalHours / grid.Hours) * grid.Hours;
                money += Math.Max(0, Price(grid, step) - before) * grid.Hours + Price(grid, step) * rest;
            }
        }
        return money;
    }

    /// <summary>Money an hour of a step's waiting.</summary>
    public static double Price(BoundGrid grid, JobStep step) => grid.Case.Floor.Sectors[step.Sector].WaitCostPerUnitHour * step.Units;
}
