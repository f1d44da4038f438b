namespace SyncOps.Engine.Backtest.Bound;

/// <summary>What an hour of each resource costs in each stretch of slots: nothing at first, more where more is asked than it has.</summary>
internal sealed class HourPrices
{
    /// <summary>Hours of one resource are priced in so many stretches at most, none shorter than a quarter of an hour.</summary>
    private const int MostStretches = 540;
    private const double ShortestMinutes = 15;

    private readonly BoundGrid _grid;
    private readonly int _slotsTogether;
    private readonly double[][] _price;
    private readonly double[][] _has;
    private readonly double[][] _asked;
    private readonly (int Resource, double Rate)[][] _able;

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

    /// <summary>The cheapest way to have a unit done in a sector, by slot, and by whom; infinite and -1 where nobody is there.</summary>
    public void Cheapest(int sector, double[] price, int[] by)
    {
        for (var k = 0; k < _grid.Slots; k++)
        {
            (price[k], by[k]) = (double.PositiveInfinity, -1);
            foreach (var (resource, rate) in _able[sector])
            {
                if (_grid.PresenceOf(resource)[k] <= 0) continue;
                var own = _price[resource][k / _slotsTogether] / rate;
                if (own < price[k]) (price[k], by[k]) = (own, resource);
            }
        }
    }

    /// <summary>Somebody is asked for the hours that units take.</summary>
    public void Ask(int resource, int sector, int slot, double units)
        => _asked[resource][slot / _slotsTogether] += units / _grid.Rate(resource, sector);

    /// <summary>
    /// Raises what was asked too much of and lowers the rest, by so much as would bring the bound to a target if it went on as steeply; then
    /// forgets what was asked.
    /// </summary>
    public void Move(double missing)
    {
        var steepness = 0.0;
        for (var r = 0; r < _price.Length; r++)
        {
            for (var g = 0; g < _price[r].Length; g++)
            {
                if (_price[r][g] > 0 || _asked[r][g] > _has[r][g]) steepness += Square(_asked[r][g] - _has[r][g]);
            }
        }
        for (var r = 0; r < _price.Length; r++)
        {
            for (var g = 0; g < _price[r].Length; g++)
            {
                if (steepness > 0) _price[r][g] = Math.Max(0, _price[r][g] + missing / steepness * (_asked[r][g] - _has[r][g]));
                _asked[r][g] = 0;
            }
        }
    }

    private static double Square(double x) => x * x;

    private static double[][] Table(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
}
