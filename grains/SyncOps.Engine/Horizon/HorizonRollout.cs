namespace SyncOps.Engine.Horizon;

/// <summary>
/// The exact roll-out of one plan, kept up to date while workers' stretches are changed. It holds the plan twice, as it stands and as it is
/// tried: a change is followed through the buckets and sectors that it reaches, and then kept or taken back. Not thread-safe.
/// </summary>
internal sealed class HorizonRollout
{
    /// <summary>Differences below this share of a unit are rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>What a change takes that is given up before it is followed, in buckets of a sector.</summary>
    private const int WorkOfTrial = 4;

    private readonly HorizonModel _model;
    private readonly HorizonNetwork _network;
    private readonly HorizonPrices _prices;
    private readonly int _sectors, _buckets, _rows, _block;

    // A block of four series by bucket per sector: capacity, what comes, what still waits after the bucket, what is served.
    private readonly double[] _kept, _tried;
    private readonly double[] _late, _lateTried;
    private readonly int[] _class;
    private readonly short[] _path;
    private readonly int[] _count;
    private readonly bool _hasLimits;

    // The change in hand: sectors and workers that it touches, and where each sector's input begins and ends to differ.
    private readonly SectorSet _dirty;
    private readonly int[] _first, _last, _touched, _touchedAt;
    private int _touchedLength, _round;
    private bool _isSettled;
    private readonly int[] _movedAt, _moved;
    private readonly short[] _oldPaths;
    private int _movedLength;
    // Workers whose paths differ, or may, from what was last copied out.
    private readonly int[] _stale;
    private readonly bool[] _isStale;
    private int _staleLength;
    private double _costBefore, _value;
    private int _movesBefore;

    public HorizonRollout(HorizonModel model)
    {
        (_model, _network) = (model, new HorizonNetwork(model));
        (_sectors, _buckets, _rows, _block) = (model.Sectors, model.Buckets, model.Buckets + 1, 4 * model.Buckets);
        (_kept, _tried) = (new double[_sectors * _block], new double[_sectors * _block]);
        (_late, _lateTried) = (new double[model.CutOffs.Length], new double[model.CutOffs.Length]);
        _hasLimits = model.MinStaff is not null || model.MaxStaff is not null;
        _count = new int[_sectors * _rows];
        var workers = model.Workers;
        (_class, _path, _oldPaths) = (new int[workers], new short[workers * _rows], new short[workers * _rows]);
        (_moved, _movedAt) = (new int[workers], new int[workers]);
        (_stale, _isStale) = (new int[workers], new bool[workers]);
        (_first, _last) = (new int[_sectors], new int[_sectors]);
        (_touched, _touchedAt) = (new int[_sectors], new int[_sectors]);
        Array.Fill(_first, _buckets);
        _dirty = new SectorSet(_sectors);
        _prices = new HorizonPrices(_network);
        var worker = 0;
        for (var c = 0; c < model.Classes; c++)
            for (var j = 0; j < _sectors; j++)
                for (var n = 0; n < model.Staff[c * _sectors + j]; n++, worker++)
                {
                    _class[worker] = c;
                    _path.AsSpan(worker * _rows, _rows).Fill((short)j);
                }
        Rebuild();
    }

    public double Cost { get; private set; }

    /// <summary>Workers that sectors lack or have too many, summed over the ends of buckets; 0 in a plan that may be kept.</summary>
    public int Broken { get; private set; }

    /// <summary><see cref="Broken"/> before the change in hand.</summary>
    public int BrokenBefore { get; private set; }

    public int Moves { get; private set; }

    /// <summary>
    /// Changes and buckets of sectors followed since it was made: what the work so far has cost, the same on any machine.
    /// </summary>
    public long Work { get; private set; }

    /// <summary>
    /// What the change in hand costs at the prices of the plan that stands: where cost is convex, no more than it really does.
    /// </summary>
    public double PricedLoss => _model.MoveCost * (Moves - _movesBefore) - _value;

    /// <summary>Whether the change in hand changes nothing; then it need be neither kept nor taken back.</summary>
    public bool IsUnchanged => _movedLength == 0;

    public int Workers => _class.Length;

    public int ClassOf(int worker) => _class[worker];

    /// <summary>Sector of a worker at the start of each bucket and at the end of the last.</summary>
    public ReadOnlySpan<short> Path(int worker) => _path.AsSpan(worker * _rows, _rows);

    /// <summary>Units that still wait in a sector after each bucket, without what has just come from upstream.</summary>
    public ReadOnlySpan<double> Waiting(int sector) => _kept.AsSpan(sector * _block + 2 * _buckets, _buckets);

    /// <summary>Cost of one more unit that comes to a sector in a bucket of the plan that stands, at [j * (Buckets + 1) + t].</summary>
    public ReadOnlySpan<double> UnitCosts()
    {
        _prices.Update(this);
        return _prices.Units;
    }

    /// <summary>Whether a truck, in the order of the network, leaves without some of its units.</summary>
    public bool IsLate(int cutOff) => _late[cutOff] > 0;

    /// <summary>All paths, one after the other.</summary>
    public ReadOnlySpan<short> Paths => _path;

    /// <summary>Brings up to date what an earlier call, or <see cref="Take"/>, has left there.</summary>
    public void CopyPathsTo(short[] into)
    {
        for (var i = 0; i < _staleLength; i++)
        {
            Path(_stale[i]).CopyTo(into.AsSpan(_stale[i] * _rows));
            _isStale[_stale[i]] = false;
        }
        _staleLength = 0;
    }

    public void Take(short[] paths)
    {
        paths.CopyTo(_path, 0);
        for (var w = 0; w < _class.Length; w++) MarkStale(w);
        Rebuild();
    }

    /// <summary>Computes everything from the paths alone.</summary>
    public void Rebuild()
    {
        Begin();
        Array.Clear(_tried);
        Array.Clear(_count);
        Array.Clear(_lateTried);
        (Cost, Moves, Broken) = (0, 0, 0);
        for (var w = 0; w < _class.Length; w++)
        {
            var path = Path(w);
            AddPath(_class[w], path, 0, _buckets - 1, 1);
            for (var r = 0; r < _rows; r++) _count[r * _sectors + path[r]]++;
        }
        for (var r = 1; r < _rows; r++)
            for (var j = 0; j < _sectors; j++) Broken += BrokenAt(j, _count[r * _sectors + j]);
        for (var k = 0; k < _late.Length; k++) Cost += _lateTried[k] = _network.CutOffs[k].CostPerLateUnit * _network.CutOffs[k].Units;
        for (var j = 0; j < _sectors; j++)
        {
            var comes = _tried.AsSpan(j * _block + _buckets, _buckets);
            for (var t = 0; t < _buckets; t++) comes[t] += _model.Arrivals[t * _sectors + j];
            comes[0] += _model.Backlog[j];
            Touch(j);
            (_first[j], _last[j]) = (0, _buckets - 1);
        }
        _movesBefore = 0;
        Settle();
        Keep();
    }

    /// <summary>Begins a change; the last one was kept or taken back.</summary>
    public void Begin()
    {
        Work += WorkOfTrial + _prices.Update(this);
        (_costBefore, BrokenBefore, _movesBefore, _value) = (Cost, Broken, Moves, 0);
        (_touchedLength, _movedLength, _isSettled) = (0, 0, false);
        _round++;
    }

    /// <summary>Puts a worker into a sector at the rows from..to (from 1, both inclusive), as a part of a change.</summary>
    public void Put(int worker, int from, int to, int sector)
    {
        var path = _path.AsSpan(worker * _rows, _rows);
        while (from <= to && path[from] == sector) from++;
        while (to >= from && path[to] == sector) to--;
        if (from > to) return;
        if (_movedAt[worker] != _round)
        {
            _movedAt[worker] = _round;
            path.CopyTo(_oldPaths.AsSpan(_movedLength * _rows));
            _moved[_movedLength++] = worker;
        }
        var last = Math.Min(to, _buckets - 1);
        var c = _class[worker];
        AddPath(c, path, from - 1, last, -1);
        if (_hasLimits)
            for (var r = from; r <= to; r++) Stand(r, path[r], sector);
        path[from..(to + 1)].Fill((short)sector);
        AddPath(c, path, from - 1, last, 1);
    }

    /// <summary>Follows the change and answers by how much the cost differs; then it must be kept or taken back.</summary>
    public double Settle()
    {
        Cost += _model.MoveCost * (Moves - _movesBefore);
        _isSettled = true;
        while (_dirty.TakeFirst(out var place)) Follow(_network.SectorAt[place]);
        return Cost - _costBefore;
    }

    /// <summary>The change stands.</summary>
    public void Keep()
    {
        for (var i = 0; i < _touchedLength; i++)
        {
            var j = _touched[i];
            _tried.AsSpan(j * _block, _block).CopyTo(_kept.AsSpan(j * _block));
            for (var k = _network.FirstCutOff[j]; k < _network.FirstCutOff[j + 1]; k++) _late[k] = _lateTried[k];
            _prices.Mark(j);
        }
        for (var i = 0; i < _movedLength; i++) MarkStale(_moved[i]);
    }

    /// <summary>Takes the change back, settled or not.</summary>
    public void Undo()
    {
        for (var i = 0; i < _touchedLength; i++)
        {
            var j = _touched[i];
            // Before it is followed, a change has touched nothing but capacities.
            var length = _isSettled ? _block : _buckets;
            _kept.AsSpan(j * _block, length).CopyTo(_tried.AsSpan(j * _block));
            for (var k = _network.FirstCutOff[j]; k < _network.FirstCutOff[j + 1]; k++) _lateTried[k] = _late[k];
            (_first[j], _last[j]) = (_buckets, 0);
        }
        _dirty.Clear();
        for (var i = 0; i < _movedLength; i++)
        {
            var old = _oldPaths.AsSpan(i * _rows, _rows);
            var path = _path.AsSpan(_moved[i] * _rows, _rows);
            if (_hasLimits)
                for (var r = 1; r < _rows; r++) Stand(r, path[r], old[r]);
            old.CopyTo(path);
        }
        (Cost, Broken, Moves) = (_costBefore, BrokenBefore, _movesBefore);
    }

    private void MarkStale(int worker)
    {
        if (_isStale[worker]) return;
        _isStale[worker] = true;
        _stale[_staleLength++] = worker;
    }

    private void Stand(int row, int old, int sector)
    {
        if (old == sector) return;
        Count(row, old, -1);
        Count(row, sector, 1);
    }

    private void Count(int row, int sector, int more)
    {
        ref var count = ref _count[row * _sectors + sector];
        Broken -= BrokenAt(sector, count);
        count += more;
        Broken += BrokenAt(sector, count);
    }

    private int BrokenAt(int sector, int count)
        => Math.Max(0, (_model.MinStaff?[sector] ?? 0) - count) + Math.Max(0, count - (_model.MaxStaff?[sector] ?? int.MaxValue));

    /// <summary>Adds, or with sign -1 takes away, what a path serves in the buckets first..last.</summary>
    private void AddPath(int workerClass, ReadOnlySpan<short> path, int first, int last, int sign)
    {
        for (var t = first; t <= last;)
        {
            int sector = path[t + 1];
            var units = sign * _model.Rates[workerClass * _sectors + sector];
            var end = t + 1;
            if (path[t] == sector)
            {
                while (end <= last && path[end + 1] == sector) end++;
            }
            else
            {
                Moves += sign;
                units *= _model.MoveLoss is { } loss ? 1 - loss[path[t] * _sectors + sector] : 0;
            }
            if (units != 0) AddCapacity(workerClass, sector, t, end, units);
            t = end;
        }
    }

    /// <summary>Adds so much in each of the buckets from..end - 1.</summary>
    private void AddCapacity(int workerClass, int sector, int from, int end, double units)
    {
        Touch(sector);
        var capacity = _tried.AsSpan(sector * _block + from, end - from);
        var price = _prices.Capacity.AsSpan(sector * _buckets + from, end - from);
        if (_model.Attendance is { } attendance)
        {
            var present = attendance.AsSpan(workerClass * _buckets + from, end - from);
            for (var i = 0; i < capacity.Length; i++)
            {
                capacity[i] += units * present[i];
                _value += price[i] * units * present[i];
            }
        }
        else
        {
            var value = 0.0;
            for (var i = 0; i < capacity.Length && i < price.Length; i++)
            {
                capacity[i] += units;
                value += price[i];
            }
            _value += value * units;
        }
        _first[sector] = Math.Min(_first[sector], from);
        _last[sector] = Math.Max(_last[sector], end - 1);
    }

    private void Touch(int sector)
    {
        _dirty.Add(_network.Rank[sector]);
        if (_touchedAt[sector] == _round) return;
        _touchedAt[sector] = _round;
        _touched[_touchedLength++] = sector;
    }

    /// <summary>Rolls one sector on from where its input differs until nothing differs any more, and tells those downstream.</summary>
    private void Follow(int sector)
    {
        var block = _tried.AsSpan(sector * _block, _block);
        var capacity = block[.._buckets];
        var comes = block.Slice(_buckets, _buckets);
        var waits = block.Slice(2 * _buckets, _buckets);
        var served = block.Slice(3 * _buckets, _buckets);
        var (first, last) = (_first[sector], _last[sector]);
        (_first[sector], _last[sector]) = (_buckets, 0);
        var waiting = first == 0 ? 0 : waits[first - 1];
        var (more, done) = (0.0, 0.0);
        var links = _network.FirstLink[sector + 1] - _network.FirstLink[sector];
        var t = first;
        for (; t < _buckets; t++)
        {
            var available = waiting + comes[t];
            waiting = Math.Max(0, available - capacity[t]);
            var difference = waiting - waits[t];
            waits[t] = waiting;
            more += difference;
            var serves = available - waiting;
            var change = serves - served[t];
            served[t] = serves;
            if (Math.Abs(change) > Rounding)
            {
                done += change;
                if (links > 0) Forward(sector, t + 1, change);
            }
            if (t >= last && Math.Abs(difference) <= Rounding) break;
        }
        Work += t - first;
        Cost += _model.WaitCost[sector] * more + _network.ForwardCost[sector] * done;
        for (var k = _network.FirstCutOff[sector]; k < _network.FirstCutOff[sector + 1]; k++) Load(k, served);
    }

    /// <summary>More, or less, comes to the sectors downstream.</summary>
    private void Forward(int sector, int bucket, double units)
    {
        if (bucket == _buckets) return;
        for (var i = _network.FirstLink[sector]; i < _network.FirstLink[sector + 1]; i++)
        {
            ref readonly var link = ref _network.Links[i];
            Touch(link.To);
            _tried[link.To * _block + _buckets + bucket] += units * link.Units;
            _first[link.To] = Math.Min(_first[link.To], bucket);
            _last[link.To] = Math.Max(_last[link.To], bucket);
        }
    }

    private void Load(int cutOff, ReadOnlySpan<double> served)
    {
        ref readonly var cut = ref _network.CutOffs[cutOff];
        var missing = cut.Units;
        for (var t = 0; t <= cut.Bucket; t++) missing -= served[t];
        var late = cut.CostPerLateUnit * Math.Max(0, missing);
        Cost += late - _lateTried[cutOff];
        _lateTried[cutOff] = late;
    }
}
