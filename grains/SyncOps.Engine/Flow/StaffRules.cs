using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// What keeps people from working at their rates although they are there: work places, shared equipment, whole crews and the pace of a
/// machine, in this order. Compiled once per snapshot; a floor that uses none of it has none.
/// </summary>
internal sealed class StaffRules
{
    private readonly int[] _counted;
    private readonly int[] _firstRow;
    private readonly double[] _rates;
    private readonly double[] _stations;
    private readonly Crew?[] _crews;
    private readonly (int Pool, double PerPerson)[][] _equipment;
    private readonly double[] _pools;
    private readonly (int Sector, double UnitsPerMinute)[] _machines;

    private StaffRules(Floor floor)
    {
        var sectors = floor.Sectors;
        _counted = [.. Enumerable.Range(0, sectors.Count).Where(s => IsCounted(sectors[s]))];
        _machines = [.. Enumerable.Range(0, sectors.Count).Where(s => sectors[s].MachineUnitsPerHour is not null)
            .Select(s => (s, sectors[s].MachineUnitsPerHour!.Value / 60))];
        _stations = [.. sectors.Select(s => s.Stations ?? double.PositiveInfinity)];
        _crews = [.. sectors.Select(s => s.Crew)];
        var pools = floor.Document.EquipmentPools;
        _pools = [.. pools.Select(p => (double)p.Count)];
        _equipment = [.. sectors.Select(s => s.Equipment
            .Select(e => (pools.TakeWhile(p => p.Id != e.Pool).Count(), e.PerPerson)).ToArray())];
        (_firstRow, _rates) = Rows(floor);
    }

    /// <summary>Rows of a table: one per sector whose people are counted and rate that anyone has there.</summary>
    public int Count => _rates.Length;

    public int Pools => _pools.Length;

    /// <summary>Null when no sector needs its people counted and none has a machine.</summary>
    public static StaffRules? Of(Floor floor)
        => floor.Sectors.Any(s => IsCounted(s) || s.MachineUnitsPerHour is not null) ? new StaffRules(floor) : null;

    public bool Counts(int sector) => _firstRow[sector + 1] > _firstRow[sector];

    /// <summary>The row of a rate in a counted sector.</summary>
    public int RowOf(int sector, double unitsPerHour)
    {
        var row = _firstRow[sector];
        while (_rates[row] != unitsPerHour) row++;
        return row;
    }

    /// <summary>The rows of a sector, the fastest first.</summary>
    public (int First, int End) RowsOf(int sector) => (_firstRow[sector], _firstRow[sector + 1]);

    /// <summary>Sectors that share a pool of equipment with this one, itself included.</summary>
    public IEnumerable<int> PoolMates(int sector)
        => _counted.Where(s => s == sector || _equipment[s].Any(e => _equipment[sector].Any(own => own.Pool == e.Pool)));

    /// <summary>Lowers capacity, units per sector and step, to what the people in the table can do together.</summary>
    public void Bound(StaffTable people, TimeGrid grid, double[] capacity)
    {
        for (var t = 0; t < grid.Steps; t++)
        {
            var length = grid.Length(t);
            foreach (var s in _counted) people.Able[s] = Math.Min(people.Present(this, s, t) / length, _stations[s]);
            if (_pools.Length > 0) Equip(people);
            foreach (var s in _counted)
            {
                var working = WholeCrews(_crews[s], people.Able[s]);
                people.Working[s * grid.Steps + t] = working;
                if (working * length < people.Present(this, s, t) - Projection.NoUnits)
                    capacity[s * grid.Steps + t] = people.Fastest(this, s, t, working * length);
            }
            foreach (var (s, unitsPerMinute) in _machines)
                capacity[s * grid.Steps + t] = Math.Min(capacity[s * grid.Steps + t], unitsPerMinute * length);
        }
    }

    /// <summary>People who can work in whole crews: none below the least crew, beyond it only full steps.</summary>
    internal static double WholeCrews(Crew? crew, double people)
    {
        if (crew is null) return people;
        if (people < crew.Min - Projection.NoUnits) return 0;
        return crew.Min + Math.Floor((people - crew.Min) / crew.Step + Projection.NoUnits) * crew.Step;
    }

    // Where a pool does not suffice every sector gets the same share of what its people need, and of several pools the scarcest counts.
    private void Equip(StaffTable people)
    {
        Array.Clear(people.Needed);
        foreach (var s in _counted)
            foreach (var (pool, perPerson) in _equipment[s]) people.Needed[pool] += people.Able[s] * perPerson;
        foreach (var s in _counted)
        {
            var share = 1.0;
            foreach (var (pool, _) in _equipment[s])
                if (people.Needed[pool] > _pools[pool]) share = Math.Min(share, _pools[pool] / people.Needed[pool]);
            people.Able[s] *= share;
        }
    }

    private static bool IsCounted(SectorSpec sector)
        => sector.Stations is not null || sector.Equipment.Count > 0 || sector.Crew is not null
            || sector.Variability is not null || sector.ServiceTarget is not null;

    private (int[] FirstRow, double[] Rates) Rows(Floor floor)
    {
        var rates = new List<double>[floor.Sectors.Count];
        for (var s = 0; s < rates.Length; s++) rates[s] = [];
        foreach (var skill in floor.Resources.SelectMany(r => r.Skills))
            if (floor.SectorIndex(skill.Sector) is >= 0 and var s && skill.UnitsPerHour > 0) rates[s].Add(skill.UnitsPerHour);
        var first = new int[rates.Length + 1];
        var rows = new List<double>();
        for (var s = 0; s < rates.Length; s++)
        {
            if (Array.BinarySearch(_counted, s) >= 0) rows.AddRange(rates[s].Distinct().OrderDescending());
            first[s + 1] = rows.Count;
        }
        return (first, [.. rows]);
    }
}
