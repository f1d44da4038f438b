namespace SyncOps.Engine.Backtest.Bound;

/// <summary>
/// What no policy could have lost less than, even one that had known all that was to come: a Lagrangian relaxation. That people have only so
/// many hours is given up and priced instead; then every job finds its own cheapest course (<see cref="CheapestCourse"/>), and the sum of
/// these less the worth of all hours is a lower bound at any prices. Prices climb by subgradients, and the best bound of the climb counts.
/// Moves and late units are left out, which only lowers it.
/// </summary>
public static class ClairvoyantBound
{
    /// <summary>Steps of ways times slots in one pass: a few tenths of a second.</summary>
    public const long MostCells = 30_000_000;

    /// <summary>Most passes: later ones add little. Large cases take fewer, so that all are done in a minute or so.</summary>
    public const int MostPasses = 300;
    private const int FewestPasses = 40;
    private const double CellsInAll = 1.5e9;

    /// <summary>
    /// A lower bound on the total loss, by day. Only the sum is proven; a day has the share of it that the relaxation spends on it.
    /// </summary>
    /// <param name="case">What every policy met.</param>
    /// <param name="target">The loss of some policy: how far the bound could rise. It is never passed but by error of rounding.</param>
    /// <param name="progress">Told the share of the passes that is over, 0..1.</param>
    public static double[] ByDay(BacktestCase @case, double target, Action<double>? progress = null)
    {
        var grid = new BoundGrid(@case, MostCells);
        var ways = JobWays.Of(grid);
        var prices = new HourPrices(grid);
        var course = new CheapestCourse(grid);
        var overstated = JobWays.Overstated(grid);
        var (best, pace, stalled) = (double.NegativeInfinity, 1.0, 0);
        double[] spent = [];
        var passes = (int)Math.Clamp(CellsInAll / Math.Max(1, grid.Cells), FewestPasses, MostPasses);
        for (var pass = 0; pass < passes; pass++)
        {
            var moneyAnHour = new double[grid.Slots + 1];
            course.Read(prices);
            var bound = ways.Sum(way => course.Of(way, prices, moneyAnHour)) - prices.Worth() - overstated;
            if (bound > best)
            {
                if (bound > best + 1e-4 * Math.Abs(best)) stalled = 0;
                (best, spent) = (bound, moneyAnHour);
            }
            else if (++stalled % 3 == 0)
            {
                pace /= 2;
            }
            progress?.Invoke((pass + 1.0) / passes);
            if (target - best <= 1e-3 * target) break;
            prices.Move(pace * Math.Max(0, target - bound));
        }
        return Shared(Math.Max(0, best), spent, grid);
    }

    private static double[] Shared(double bound, double[] moneyAnHour, BoundGrid grid)
    {
        var edges = grid.Case.Period.Edges;
        var days = new double[grid.Case.Period.Days];
        var (rate, day) = (0.0, 0);
        for (var k = 0; k < grid.Slots; k++)
        {
            rate += moneyAnHour[k];
            var at = grid.Case.Period.Start.AddMinutes((double)k * grid.SlotMinutes);
            while (day + 1 < days.Length && edges[day + 1] <= at) day++;
            days[day] += Math.Max(0, rate);
        }
        var sum = days.Sum();
        return [.. days.Select(d => sum > 0 ? bound * d / sum : bound / days.Length)];
    }
}
