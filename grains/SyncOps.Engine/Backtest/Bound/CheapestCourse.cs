namespace SyncOps.Engine.Backtest.Bound;

/// <summary>
/// What jobs of one way must cost at given prices of hours, whatever is decided: for every slot in which a step may be reached, the
/// cheapest choice of the slot in which its work is bought and of the slot in which it ends. Never more than what any run of the plant
/// costs:
/// <list type="bullet">
/// <item>a step cannot end before one person at a time, always the fastest there, could have done it (the earliest end);</item>
/// <item>its work costs at least the cheapest price between its arrival and its end;</item>
/// <item>it may end later, or never, and then pays for staying, and for being left.</item>
/// </list>
/// </summary>
internal sealed class CheapestCourse
{
    private readonly BoundGrid _grid;
    private readonly double[][] _price;
    private readonly int[][] _nextRemoval;
    private readonly double[] _endAt;
    private readonly double[] _later;
    private readonly int[] _endFrom;
    private readonly int[] _laterFrom;
    private readonly int[] _window;
    private double[][] _cost = [];
    private int[][] _work = [];
    private int[][] _end = [];

    public CheapestCourse(BoundGrid grid)
    {
        _grid = grid;
        var (sectors, slots) = (grid.Case.Floor.Sectors.Count, grid.Slots);
        _price = [.. Enumerable.Range(0, sectors).Select(_ => new double[slots])];
        _nextRemoval = [.. Enumerable.Range(0, sectors).Select(NextRemoval)];
        (_endAt, _later) = (new double[slots + 1], new double[slots + 1]);
        (_endFrom, _laterFrom, _window) = (new int[slots + 1], new int[slots + 1], new int[slots + 1]);
    }

    /// <summary>Takes the prices as they are now.</summary>
    public void Read(HourPrices prices)
    {
        for (var s = 0; s < _price.Length; s++) prices.Cheapest(s, _price[s]);
    }

    /// <summary>
    /// The least that the jobs of a way cost together. Asks the prices for the hours bought, and adds each job's hourly cost to the slots
    /// in which it is somewhere.
    /// </summary>
    public double Of(JobWays way, HourPrices prices, double[] moneyAnHour)
    {
        while (_cost.Length < way.Steps.Count)
        {
            _cost = [.. _cost, new double[_grid.Slots + 1]];
            _work = [.. _work, new int[_grid.Slots + 1]];
            _end = [.. _end, new int[_grid.Slots + 1]];
        }
        for (var p = way.Steps.Count - 1; p >= 0; p--) Solve(way, p);
        var sum = 0.0;
        foreach (var slot in way.Enter)
        {
            sum += _cost[0][slot];
            Follow(way, slot, prices, moneyAnHour);
        }
        return sum;
    }

    private void Solve(JobWays way, int p)
    {
        var (step, first, slots) = (way.Steps[p], way.First, _grid.Slots);
        var (units, hourly) = (step.Units, JobWays.Price(_grid, step));
        var (price, until) = (_price[step.Sector], _grid.UnitsUntil(step.Sector));
        EndLater(way, p, hourly);
        var (best, bestFrom) = (double.PositiveInfinity, slots);
        for (var m = slots; m >= first; m--)
        {
            if (m < slots && price[m] * units + _endAt[m] is var cost && cost < best) (best, bestFrom) = (cost, m);
            (_later[m], _laterFrom[m]) = (best, bestFrom);
        }
        var left = _grid.Case.Floor.Sectors[step.Sector].LeftCostPerUnit * units;
        _cost[p][slots] = 0;
        var (end, head, tail) = (slots, slots, slots);
        for (var a = slots - 1; a >= first; a--)
        {
            // The cheapest slot of [a, end] is the last of a chain of ever cheaper ones; the chain runs down in memory as a does.
            while (head < tail && price[_window[head]] >= price[a]) head++;
            _window[--head] = a;
            while (end > a && end > 0 && until[end] - until[a] >= units - 1e-9) end--;
            var isPossible = end < slots && until[end + 1] - until[a] >= units - 1e-9;
            while (isPossible && head < tail && _window[tail - 1] > end) tail--;
            var (chosen, work, ends) = (hourly * (_grid.EndHours - a * _grid.Hours) + left, -1, slots);
            if (isPossible)
            {
                var m = _window[tail - 1];
                var now = price[m] * units + _endAt[end] - hourly * a * _grid.Hours;
                if (now < chosen) (chosen, work, ends) = (now, m, _endFrom[end]);
                if (end + 1 < slots && _later[end + 1] - hourly * a * _grid.Hours is var then && then < chosen)
                    (chosen, work, ends) = (then, _laterFrom[end + 1], _endFrom[_laterFrom[end + 1]]);
            }
            var removal = _nextRemoval[step.Sector][a];
            var gone = hourly * (removal - a) * _grid.Hours;
            if (removal < slots && gone < chosen) (chosen, work, ends) = (gone, -1, removal);
            (_cost[p][a], _work[p][a], _end[p][a]) = (chosen, work, ends);
        }
    }

    /// <summary>The cheapest end not before each slot: money until then, counted from the period's start, and all that follows.</summary>
    private void EndLater(JobWays way, int p, double hourly)
    {
        var (best, bestFrom) = (double.PositiveInfinity, _grid.Slots);
        for (var b = _grid.Slots; b >= way.First; b--)
        {
            var cost = hourly * Math.Min(b * _grid.Hours, _grid.EndHours);
            if (p + 1 < way.Steps.Count) cost += _cost[p + 1][After(way.Steps[p + 1], b)];
            if (cost <= best) (best, bestFrom) = (cost, b);
            (_endAt[b], _endFrom[b]) = (best, bestFrom);
        }
    }

    private void Follow(JobWays way, int slot, HourPrices prices, double[] moneyAnHour)
    {
        for (var p = 0; p < way.Steps.Count && slot < _grid.Slots; p++)
        {
            var step = way.Steps[p];
            var (work, end) = (_work[p][slot], _end[p][slot]);
            moneyAnHour[slot] += JobWays.Price(_grid, step);
            moneyAnHour[end] -= JobWays.Price(_grid, step);
            if (work < 0) return;
            prices.Ask(step.Sector, work, step.Units, _price[step.Sector][work]);
            if (p + 1 < way.Steps.Count) slot = After(way.Steps[p + 1], end);
        }
    }

    private int After(JobStep next, int slot)
        => Math.Min(_grid.Slots, slot + (int)Math.Floor(next.Delay.TotalHours / _grid.Hours));

    private int[] NextRemoval(int sector)
    {
        var next = new int[_grid.Slots + 1];
        Array.Fill(next, _grid.Slots);
        foreach (var removal in _grid.Case.Removals.Where(r => r.Sector == sector))
        {
            var slot = _grid.At(removal.At).Slot;
            next[slot] = slot;
        }
        for (var k = _grid.Slots - 1; k >= 0; k--) next[k] = Math.Min(next[k], next[k + 1]);
        return next;
    }
}
