namespace SyncOps.Engine.Backtest.Bound;

/// <summary>What an hour of each resource costs in each stretch of slots: nothing at first, more where more is asked than it has.</summary>
internal sealed class HourPrices
{
    /// <summary>Hours of one resource are priced in so many stretches at most, none shorter than a quarter of an hour.</summary>
    private const int MostStretches = 540;
    private const double ShortestMinutes = 15;

    /// <summary>Who would do a unit for no more than this beyond the cheapest is asked for a part of it.</summary>
    private const double NearlyAsCheap = 0.02;

    /// <summary>How much of a step is what was asked in the last pass; the rest is what the passes before asked.</summary>
    private const double Fresh = 0.1;

    private readonly BoundGrid _grid;
    private readonly int _slotsTogether;
    private readonly double[][] _price;
    private readonly double[][] _has;
    private readonly double[][] _asked;
    private readonly (int Resource, double Rate)[][] _able;
    private readonly double[][] _best;
    private readonly double[][] _step;
    private bool _hasMoved;

    public HourPrices(BoundGrid grid)
    {
        _grid = grid;
        var minutes = Math.Max(ShortestMinutes, grid.EndHours * 60 / MostStretches);
        _slotsTogether = (int)Math.Max(1, Math.Round(minutes / grid.SlotMinutes));
        var stretches = grid.Slots / _slotsTogether + 1;
        var people = grid.Case.Duties.Count;
        _price = Table(people, stretches);
        _asked = Table(people, stretches);
        _has = Table(people, stretches);
        _best = Table(people, stretches);
        _step = Table(people, stretches);
        for (var r = 0; r < people; r++)
            for (var k = 0; k < grid.Slots; k++) _has[r][k / _slotsTogether] += grid.PresenceOf(r)[k];
        _able = [.. Enumerable.Range(0, grid.Case.Floor.Sectors.Count).Select(s => Enumerable.Range(0, people)
            .Select(r => (r, grid.Rate(r, s))).Where(r => r.Item2 > 0).ToArray())];
    }

    /// <summary>What all hours that there are cost: the bound pays it back.</summary>
    public double Worth()
    {
        var worth = 0.0;
        for (var r = 0; r < _price.Length; r++)
            for (var g = 0; g < _price[r].Length; g++) worth += _price[r][g] * _has[r][g];
        return worth;
    }

    /// <summary>What a unit costs in a sector at the least, by slot; infinite where nobody is there.</summary>
    public void Cheapest(int sector, double[] price)
    {
        for (var k = 0; k < _grid.Slots; k++)
        {
            price[k] = double.PositiveInfinity;
            foreach (var (resource, rate) in _able[sector])
                if (_grid.PresenceOf(resource)[k] > 0) price[k] = Math.Min(price[k], _price[resource][k / _slotsTogether] / rate);
        }
    }

    /// <summary>
    /// Asks for the hours that units take, of all who would do them about as cheaply as the cheapest in a slot, in proportion to what they
    /// can do: asked of one of many equals they would drive up that one's price for nothing.
    /// </summary>
    public void Ask(int sector, int slot, double units, double cheapest)
    {
        var (g, can) = (slot / _slotsTogether, 0.0);
        foreach (var (resource, rate) in _able[sector])
            if (IsNear(resource, rate)) can += rate * _has[resource][g];
        foreach (var (resource, rate) in _able[sector])
            if (IsNear(resource, rate)) _asked[resource][g] += units * _has[resource][g] / can;

        bool IsNear(int resource, double rate)
            => _grid.PresenceOf(resource)[slot] > 0 && _price[resource][g] / rate <= cheapest + NearlyAsCheap;
    }

    /// <summary>Remembers these prices as the best so far.</summary>
    public void Keep()
    {
        for (var r = 0; r < _price.Length; r++) _price[r].CopyTo(_best[r], 0);
    }

    /// <summary>
    /// Raises what was asked too much of and lowers the rest, by so much as would raise the bound by so much money if it went on as
    /// steeply; then forgets what was asked.
    /// </summary>
    /// <param name="missing">Money.</param>
    /// <param name="fromBest">From the best prices, not from these.</param>
    public void Move(double missing, bool fromBest)
    {
        var steepness = 0.0;
        for (var r = 0; r < _price.Length; r++)
        {
            if (fromBest) _best[r].CopyTo(_price[r], 0);
            for (var g = 0; g < _price[r].Length; g++)
            {
                var own = _asked[r][g] - _has[r][g];
                _asked[r][g] = 0;
                _step[r][g] = _hasMoved ? Fresh * own + (1 - Fresh) * _step[r][g] : own;
                // Hours that nobody has stay free, and so do those that fewer ask for than there are.
                if (_has[r][g] <= 0) _step[r][g] = 0;
                if (_price[r][g] > 0 || _step[r][g] > 0) steepness += Square(_step[r][g]);
            }
        }
        _hasMoved = true;
        if (steepness <= 0) return;
        for (var r = 0; r < _price.Length; r++)
            for (var g = 0; g < _price[r].Length; g++) _price[r][g] = Math.Max(0, _price[r][g] + missing / steepness * _step[r][g]);
    }

    private static double Square(double x) => x * x;

    private static double[][] Table(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}
