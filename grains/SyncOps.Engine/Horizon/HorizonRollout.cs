namespace SyncOps.Engine.Horizon;

/// <summary>
/// The exact roll-out of one plan, kept up to date while one worker's stretch after the other is changed: only buckets and sectors that a
/// change reaches are computed again, and a change that is not wanted is taken back. Not thread-safe.
/// </summary>
internal sealed class HorizonRollout
{
    /// <summary>Differences below this share of a unit are rounding.</summary>
    private const double Rounding = 1e-9;

    private readonly HorizonModel _model;
    private readonly int _sectors, _buckets, _rows;
    private readonly int[] _firstLink;
    private readonly int[] _class;
    private readonly short[] _path;
    // All figures in one array, so that taking a change back is one loop: capacity, work at hand, served, backlog, served by cut-off.
    private readonly double[] _cells;
    private readonly int _available, _served, _backlog, _cutServed;
    private readonly int[] _count;
    private readonly int[] _firstCut, _cutOrder;

    // Cells of the roll-out that are to be computed again, bucket by bucket.
    private readonly int[] _queued, _queueLength, _queuedAt;
    private int _round;

    // What the change in hand has overwritten.
    private (int Cell, double Old)[] _undo = new (int, double)[256];
    private int _undoLength;
    private readonly List<(int Worker, int Row, short Old)> _left = [];
    private double _costBefore;
    private int _movesBefore, _firstBucket;

    public HorizonRollout(HorizonModel model)
    {
        _model = model;
        (_sectors, _buckets, _rows) = (model.Sectors, model.Buckets, model.Buckets + 1);
        _firstLink = new int[_sectors + 1];
        foreach (var link in model.Links) _firstLink[link.From + 1]++;
        for (var j = 0; j < _sectors; j++) _firstLink[j + 1] += _firstLink[j];
        _cutOrder = [.. Enumerable.Range(0, model.CutOffs.Length).OrderBy(k => model.CutOffs[k].Sector).ThenBy(k => k)];
        _firstCut = new int[_sectors + 1];
        foreach (var cut in model.CutOffs) _firstCut[cut.Sector + 1]++;
        for (var j = 0; j < _sectors; j++) _firstCut[j + 1] += _firstCut[j];

        var workers = model.Workers;
        (_class, _path) = (new int[workers], new short[workers * _rows]);
        var cells = _sectors * _buckets;
        (_available, _served, _backlog) = (cells, 2 * cells, 3 * cells);
        _cutServed = _backlog + _sectors * _rows;
        _cells = new double[_cutServed + model.CutOffs.Length];
        _count = new int[_sectors * _rows];
        (_queued, _queueLength, _queuedAt) = (new int[cells], new int[_buckets], new int[cells]);
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

    /// <summary>Buckets of sectors computed since it was made: what the work so far has cost, the same on any machine.</summary>
    public long Work { get; private set; }

    /// <summary>Length of the array that <see cref="CopyPathsTo"/> fills.</summary>
    public int PathLength => _path.Length;

    public int Workers => _class.Length;

    public int ClassOf(int worker) => _class[worker];

    /// <summary>Sector of a worker at the start of each bucket and at the end of the last.</summary>
    public ReadOnlySpan<short> Path(int worker) => _path.AsSpan(worker * _rows, _rows);

    public void CopyPathsTo(short[] into) => _path.CopyTo(into, 0);

    public void Take(short[] paths)
    {
        paths.CopyTo(_path, 0);
        Rebuild();
    }

    /// <summary>Computes everything from the paths alone.</summary>
    public void Rebuild()
    {
        Array.Clear(_cells);
        Array.Clear(_count);
        _model.Backlog.CopyTo(_cells, _backlog);
        Moves = 0;
        for (var w = 0; w < _class.Length; w++)
        {
            var path = Path(w);
            for (var t = 0; t < _buckets; t++) AddBucket(w, t, path[t], path[t + 1], 1);
            for (var r = 0; r < _rows; r++) _count[r * _sectors + path[r]]++;
        }
        Cost = _model.MoveCost * Moves;
        Broken = 0;
        for (var r = 1; r < _rows; r++)
            for (var j = 0; j < _sectors; j++) Broken += BrokenAt(j, _count[r * _sectors + j]);
        for (var t = 0; t < _buckets; t++)
        {
            for (var j = 0; j < _sectors; j++)
            {
                var cell = t * _sectors + j;
                var available = _cells[_available + cell] = _cells[_backlog + cell] + _model.Arrivals[cell];
                var served = _cells[_served + cell] = Math.Min(available, _cells[cell]);
                _cells[_backlog + cell + _sectors] += available - served;
                Forward(j, t, served);
            }
            for (var j = 0; j < _sectors; j++) Cost += _model.WaitCost[j] * _cells[_backlog + (t + 1) * _sectors + j];
        }
        for (var k = 0; k < _model.CutOffs.Length; k++) Cost += LateCost(k);
    }

    /// <summary>Begins a change; what was changed before stands.</summary>
    public void Begin()
    {
        Work++;
        (_costBefore, BrokenBefore, _movesBefore, _firstBucket) = (Cost, Broken, Moves, _buckets);
        _undoLength = 0;
        _left.Clear();
        _round++;
    }

    /// <summary>Puts a worker into a sector at the rows from..to (from 1, both inclusive), as a part of a change.</summary>
    public void Put(int worker, int from, int to, int sector)
    {
        var path = _path.AsSpan(worker * _rows, _rows);
        while (from <= to && path[from] == sector) from++;
        while (to >= from && path[to] == sector) to--;
        if (from > to) return;
        _firstBucket = Math.Min(_firstBucket, from - 1);
        var last = Math.Min(to, _buckets - 1);
        for (var t = from - 1; t <= last; t++) AddBucket(worker, t, path[t], path[t + 1], -1, isChange: true);
        for (var r = from; r <= to; r++)
        {
            if (path[r] == sector) continue;
            _left.Add((worker, r, path[r]));
            Stand(r, path[r], sector);
            path[r] = (short)sector;
        }
        for (var t = from - 1; t <= last; t++) AddBucket(worker, t, path[t], path[t + 1], 1, isChange: true);
    }

    /// <summary>Rolls the change out and answers by how much the cost differs; <see cref="Undo"/> may still take it back.</summary>
    public double Settle()
    {
        Cost += _model.MoveCost * (Moves - _movesBefore);
        Propagate(_firstBucket);
        return Cost - _costBefore;
    }

    /// <summary>Takes the change back.</summary>
    public void Undo()
    {
        for (var i = _undoLength - 1; i >= 0; i--) _cells[_undo[i].Cell] = _undo[i].Old;
        for (var i = _left.Count - 1; i >= 0; i--)
        {
            var (worker, row, old) = _left[i];
            ref var now = ref _path[worker * _rows + row];
            _count[row * _sectors + now]--;
            _count[row * _sectors + old]++;
            now = old;
        }
        (Cost, Broken, Moves) = (_costBefore, BrokenBefore, _movesBefore);
    }

    private void Stand(int row, int old, int sector)
    {
        if (old == sector) return;
        ref var left = ref _count[row * _sectors + old];
        ref var joined = ref _count[row * _sectors + sector];
        Broken -= BrokenAt(old, left) + BrokenAt(sector, joined);
        left--;
        joined++;
        Broken += BrokenAt(old, left) + BrokenAt(sector, joined);
    }

    private int BrokenAt(int sector, int count)
        => Math.Max(0, (_model.MinStaff?[sector] ?? 0) - count) + Math.Max(0, count - (_model.MaxStaff?[sector] ?? int.MaxValue));

    private void AddBucket(int worker, int bucket, int from, int to, int sign, bool isChange = false)
    {
        var share = (double)sign;
        if (from != to)
        {
            Moves += sign;
            share *= 1 - (_model.MoveLoss?[from * _sectors + to] ?? 1);
        }
        var c = _class[worker];
        if (_model.Attendance is { } attendance) share *= attendance[c * _buckets + bucket];
        if (share == 0) return;
        var cell = bucket * _sectors + to;
        var units = share * _model.Rates[c * _sectors + to];
        if (!isChange)
        {
            _cells[cell] += units;
            return;
        }
        Keep(cell, _cells[cell] + units);
        Queue(bucket, to);
    }

    private void Queue(int bucket, int sector)
    {
        var cell = bucket * _sectors + sector;
        if (_queuedAt[cell] == _round) return;
        _queuedAt[cell] = _round;
        _queued[bucket * _sectors + _queueLength[bucket]++] = sector;
    }

    private void Propagate(int firstBucket)
    {
        for (var t = firstBucket; t < _buckets; t++)
        {
            for (var i = 0; i < _queueLength[t]; i++)
            {
                var j = _queued[t * _sectors + i];
                var cell = t * _sectors + j;
                var available = _cells[_backlog + cell] + _model.Arrivals[cell];
                var served = Math.Min(available, Math.Max(0, _cells[cell]));
                var more = available - _cells[_available + cell];
                var done = served - _cells[_served + cell];
                if (more != 0) Keep(_available + cell, available);
                Wait(t + 1, j, more - done);
                if (Math.Abs(done) <= Rounding) continue;
                Keep(_served + cell, served);
                Deliver(j, t, done);
            }
            Work += _queueLength[t];
            _queueLength[t] = 0;
        }
    }

    /// <summary>More, or less, waits in a sector at the end of a bucket.</summary>
    private void Wait(int row, int sector, double units)
    {
        if (Math.Abs(units) <= Rounding) return;
        var cell = row * _sectors + sector;
        Keep(_backlog + cell, _cells[_backlog + cell] + units);
        Cost += _model.WaitCost[sector] * units;
        if (row < _buckets) Queue(row, sector);
    }

    private void Keep(int cell, double value)
    {
        if (_undoLength == _undo.Length) Array.Resize(ref _undo, 2 * _undo.Length);
        _undo[_undoLength++] = (cell, _cells[cell]);
        _cells[cell] = value;
    }

    /// <summary>More, or less, is served in a bucket: trucks and sectors downstream see it.</summary>
    private void Deliver(int sector, int bucket, double units)
    {
        for (var i = _firstCut[sector]; i < _firstCut[sector + 1]; i++)
        {
            var k = _cutOrder[i];
            if (_model.CutOffs[k].Bucket < bucket) continue;
            Cost -= LateCost(k);
            Keep(_cutServed + k, _cells[_cutServed + k] + units);
            Cost += LateCost(k);
        }
        for (var i = _firstLink[sector]; i < _firstLink[sector + 1]; i++)
        {
            ref readonly var link = ref _model.Links[i];
            Wait(bucket + 1, link.To, units * link.Units);
        }
    }

    private void Forward(int sector, int bucket, double units)
    {
        for (var i = _firstCut[sector]; i < _firstCut[sector + 1]; i++)
            if (_model.CutOffs[_cutOrder[i]].Bucket >= bucket) _cells[_cutServed + _cutOrder[i]] += units;
        for (var i = _firstLink[sector]; i < _firstLink[sector + 1]; i++)
            _cells[_backlog + (bucket + 1) * _sectors + _model.Links[i].To] += units * _model.Links[i].Units;
    }

    private double LateCost(int cutOff)
    {
        ref readonly var cut = ref _model.CutOffs[cutOff];
        return cut.CostPerLateUnit * Math.Max(0, cut.Units - _cells[_cutServed + cutOff]);
    }
}
