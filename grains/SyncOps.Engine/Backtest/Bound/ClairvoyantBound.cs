namespace SyncOps.Engine.Backtest.Bound;

/// <summary>
/// What no policy could have lost less than, even one that had known all that was to come: the higher of two lower bounds. One looks at
/// each job alone (<see cref="EarliestCourse"/>). The other is a Lagrangian relaxation: that people have only so many hours is given up
/// and priced instead; then every job finds its own cheapest course (<see cref="CheapestCourse"/>), and the sum of these less the worth of
/// all hours is a lower bound at any prices. Prices climb by subgradients, and the best bound of the climb counts. Moves and late units are
/// left out, which only lowers it.
/// </summary>
public static class ClairvoyantBound
{
    /// <summary>Steps of ways times slots in one pass: some tenths of a second.</summary>
    private const long MostCells = 10_000_000;

    // The climb: most passes, the share of what is missing that a step begins with, and what becomes of it when it fails or succeeds.
    private const int MostPasses = 150;
    private const double FirstPace = 0.3;
    private const double LeastPace = 1e-4;
    private const double PaceAfterFailure = 0.85;
    private const double PaceAfterSuccess = 1.2;

    /// <summary>
    /// A lower bound on the total loss, by day. Only the sum is proven; a day has the share of it that the relaxation spends on it.
    /// </summary>
    /// <param name="case">What every policy met.</param>
    /// <param name="target">The loss of some policy: how far the bound could rise.</param>
    /// <param name="progress">Told the share of the work that is over, 0..1; most cases need less than all of it.</param>
    public static double[] ByDay(BacktestCase @case, double target, Action<double>? progress = null)
    {
        var alone = EarliestCourse.ByDay(@case);
        var priced = Priced(@case, target, progress);
        return priced.Sum() > alone.Sum() ? priced : alone;
    }

    private static double[] Priced(BacktestCase @case, double target, Action<double>? progress)
    {
        var grid = new BoundGrid(@case, MostCells);
        var ways = JobWays.Of(grid);
        var prices = new HourPrices(grid);
        var course = new CheapestCourse(grid);
        var overstated = JobWays.Overstated(grid);
        var (best, pace) = (double.NegativeInfinity, FirstPace);
        double[] spent = [];
        for (var pass = 0; pass < MostPasses && pace >= LeastPace; pass++)
        {
            var moneyAnHour = new double[grid.Slots + 1];
            course.Read(prices);
            var bound = ways.Sum(way => course.Of(way, prices, moneyAnHour)) - prices.Worth() - overstated;
            var isBetter = bound > best;
            if (isBetter)
            {
                (best, spent) = (bound, moneyAnHour);
                prices.Keep();
            }
            progress?.Invoke((pass + 1.0) / MostPasses);
            if (target - best <= 1e-3 * target) break;
            pace = isBetter ? Math.Min(1, pace * PaceAfterSuccess) : pace * PaceAfterFailure;
            prices.Move(pace * Math.Max(0, target - bound), fromBest: !isBetter);
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
