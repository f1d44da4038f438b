namespace SyncOps.Engine.Horizon;

/// <summary>
/// What one more unit of capacity is worth in each sector and bucket of a rolled-out plan: the derivative of the cost, by one recursion
/// backward in time. Where work that waits earlier never costs less than further on, cost is convex in capacity; then no change costs less
/// than its capacities at these prices, and one whose price is too high need not be rolled out.
/// </summary>
internal sealed class HorizonPrices
{
    /// <summary>Less than this share of a unit does not wait.</summary>
    private const double Rounding = 1e-9;

    private readonly HorizonNetwork _network;
    private readonly int _buckets;
    // Cost of one more unit that comes to a sector in a bucket, at [j * (buckets + 1) + t].
    private readonly double[] _unit;
    private readonly double[] _earned;
    private readonly SectorSet _dirty;

    public HorizonPrices(HorizonNetwork network)
    {
        _network = network;
        _buckets = network.Model.Buckets;
        _unit = new double[network.Model.Sectors * (_buckets + 1)];
        Capacity = new double[network.Model.Sectors * _buckets];
        _earned = new double[_buckets];
        _dirty = new SectorSet(network.Model.Sectors);
    }

    /// <summary>Cost of one more unit that comes to a sector in a bucket, at [j * (Buckets + 1) + t].</summary>
    public double[] Units => _unit;

    /// <summary>Cost saved by one more unit of capacity, at [j * Buckets + t].</summary>
    public double[] Capacity { get; }

    /// <summary>What happens in a sector has changed: its prices are to be found again, and those upstream of it.</summary>
    public void Mark(int sector) => _dirty.Add(_network.Rank[sector]);

    /// <summary>
    /// Finds the marked prices; the roll-out answers what waits after each bucket and which trucks are late. Answers the buckets of sectors
    /// that it took.
    /// </summary>
    public int Update(HorizonRollout rollout)
    {
        var work = 0;
        while (_dirty.TakeLast(out var place))
        {
            var sector = _network.SectorAt[place];
            work += _buckets;
            if (!Update(sector, rollout)) continue;
            for (var i = _network.FirstSource[sector]; i < _network.FirstSource[sector + 1]; i++) Mark(_network.Sources[i]);
        }
        return work;
    }

    private bool Update(int sector, HorizonRollout rollout)
    {
        var waits = rollout.Waiting(sector);
        var unit = _unit.AsSpan(sector * (_buckets + 1), _buckets + 1);
        var capacity = Capacity.AsSpan(sector * _buckets, _buckets);
        var hold = _network.Model.WaitCost[sector];
        var hasCutOffs = Earn(sector, rollout);
        var (first, last) = (_network.FirstLink[sector], _network.FirstLink[sector + 1]);
        var changed = false;
        for (var t = _buckets - 1; t >= 0; t--)
        {
            var forward = _network.ForwardCost[sector];
            for (var i = first; i < last; i++)
                forward += _network.Links[i].Units * _unit[_network.Links[i].To * (_buckets + 1) + t + 1];
            if (hasCutOffs) forward -= _earned[t];
            var (now, price) = (forward, 0.0);
            if (waits[t] > Rounding)
            {
                now = hold + unit[t + 1];
                price = now - forward;
            }
            capacity[t] = price;
            changed |= unit[t] != now;
            unit[t] = now;
        }
        return changed;
    }

    /// <summary>What a unit served in a bucket saves at trucks that would leave without it.</summary>
    private bool Earn(int sector, HorizonRollout rollout)
    {
        var (first, last) = (_network.FirstCutOff[sector], _network.FirstCutOff[sector + 1]);
        if (first == last) return false;
        Array.Clear(_earned);
        for (var k = first; k < last; k++)
        {
            if (!rollout.IsLate(k)) continue;
            for (var t = 0; t <= _network.CutOffs[k].Bucket; t++) _earned[t] += _network.CutOffs[k].CostPerLateUnit;
        }
        return true;
    }
}
