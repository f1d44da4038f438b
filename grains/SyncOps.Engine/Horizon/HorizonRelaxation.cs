namespace SyncOps.Engine.Horizon;

/// <summary>
/// The linear relaxation of a horizon: people and work in any fractions, and serving less than possible allowed. Its rough solution says
/// how many people belong where and when. Variables and constraints of a bucket lie together, so that a solution can be shifted in time.
/// </summary>
internal sealed class HorizonRelaxation
{
    private readonly HorizonModel _model;
    private readonly LinearProgramme _programme;
    // Class and sector of each pair that may be.
    private readonly int[] _pairs;
    private readonly int _sectors, _columns, _rows;

    public HorizonRelaxation(HorizonModel model)
    {
        _model = model;
        _sectors = model.Sectors;
        _pairs = [.. Enumerable.Range(0, model.Classes * model.Sectors).Where(i => model.Rates[i] > 0 || model.Staff[i] > 0)];
        _columns = 2 * _sectors + 2 * _pairs.Length;
        _rows = 5 * _sectors + model.Classes + _pairs.Length;
        _programme = new LinearProgramme(
            model.Buckets * _columns + model.CutOffs.Length, model.Buckets * _rows + model.CutOffs.Length);
        for (var t = 0; t < model.Buckets; t++)
        {
            AddWork(t);
            AddPeople(t);
        }
        AddCutOffs();
    }

    /// <summary>Goes on from what was found some buckets ago, if the floor still has the same shape.</summary>
    public void Start(RelaxedPoint before, int bucketsLater)
    {
        if (!before.Pairs.SequenceEqual(_pairs) || before.Point.Length != _programme.Point.Length) return;
        _programme.Start(
            Later(before.Point, _columns, bucketsLater), Later(before.Price, _rows, bucketsLater), before.Weight);
    }

    /// <summary>Takes so many rounds of steps and answers where it has come to.</summary>
    public RelaxedPoint Improve(int rounds)
    {
        _programme.Improve(rounds);
        return new RelaxedPoint(_pairs, _programme.Point, _programme.Price, _programme.Weight);
    }

    /// <summary>People, in fractions, by row, class and sector.</summary>
    public double[] Staff()
    {
        var row = _model.Classes * _sectors;
        var staff = new double[(_model.Buckets + 1) * row];
        for (var i = 0; i < row; i++) staff[i] = _model.Staff[i];
        for (var t = 0; t < _model.Buckets; t++)
            for (var p = 0; p < _pairs.Length; p++) staff[(t + 1) * row + _pairs[p]] = _programme.Point[Stands(t, p)];
        return staff;
    }

    private int Waits(int bucket, int sector) => bucket * _columns + sector;
    private int Served(int bucket, int sector) => bucket * _columns + _sectors + sector;
    private int Stands(int bucket, int pair) => bucket * _columns + 2 * _sectors + pair;
    private int Comes(int bucket, int pair) => bucket * _columns + 2 * _sectors + _pairs.Length + pair;

    /// <summary>q' = q + arrivals - served + what upstream served; served is at most q + arrivals.</summary>
    private void AddWork(int t)
    {
        for (var j = 0; j < _sectors; j++)
        {
            var (balance, available) = (t * _rows + j, t * _rows + _sectors + j);
            _programme.Cost[Waits(t, j)] = _model.WaitCost[j];
            _programme.Limit[balance] = _programme.Limit[available] =
                _model.Arrivals[t * _sectors + j] + (t == 0 ? _model.Backlog[j] : 0);
            _programme.IsEqual[balance] = true;
            _programme.Add(balance, Waits(t, j), 1);
            _programme.Add(balance, Served(t, j), 1);
            _programme.Add(available, Served(t, j), 1);
            _programme.Add(t * _rows + 2 * _sectors + j, Served(t, j), 1);
            if (t == 0) continue;
            _programme.Add(balance, Waits(t - 1, j), -1);
            _programme.Add(available, Waits(t - 1, j), -1);
        }
        foreach (var link in _model.Links) _programme.Add(t * _rows + link.To, Served(t, link.From), -link.Units);
    }

    /// <summary>
    /// Everybody is somewhere; who comes is at least who is there less who was there; what is served is at most what they can; limits.
    /// </summary>
    private void AddPeople(int t)
    {
        var limits = t * _rows + 3 * _sectors + _model.Classes + _pairs.Length;
        for (var c = 0; c < _model.Classes; c++)
        {
            var everybody = t * _rows + 3 * _sectors + c;
            _programme.IsEqual[everybody] = true;
            _programme.Limit[everybody] = _model.Staff.AsSpan(c * _sectors, _sectors).ToArray().Sum();
        }
        for (var p = 0; p < _pairs.Length; p++)
        {
            var (c, j) = (_pairs[p] / _sectors, _pairs[p] % _sectors);
            var (capacity, everybody) = (t * _rows + 2 * _sectors + j, t * _rows + 3 * _sectors + c);
            var more = t * _rows + 3 * _sectors + _model.Classes + p;
            var rate = _model.Rates[_pairs[p]] * (_model.Attendance?[c * _model.Buckets + t] ?? 1);
            _programme.Cost[Comes(t, p)] = _model.MoveCost;
            _programme.Add(everybody, Stands(t, p), 1);
            _programme.Add(more, Stands(t, p), 1);
            _programme.Add(more, Comes(t, p), -1);
            if (t == 0) _programme.Limit[more] = _model.Staff[_pairs[p]];
            else _programme.Add(more, Stands(t - 1, p), -1);
            _programme.Add(capacity, Stands(t, p), -rate);
            _programme.Add(capacity, Comes(t, p), rate * MeanLoss(j));
            if (_model.MaxStaff is not null) _programme.Add(limits + j, Stands(t, p), 1);
            if (_model.MinStaff is not null) _programme.Add(limits + _sectors + j, Stands(t, p), -1);
        }
        for (var j = 0; j < _sectors; j++)
        {
            _programme.Limit[limits + j] = Math.Min(_model.MaxStaff?[j] ?? 0, _model.Workers);
            _programme.Limit[limits + _sectors + j] = -(_model.MinStaff?[j] ?? 0);
        }
    }

    /// <summary>What is late is at least what is due less what was served.</summary>
    private void AddCutOffs()
    {
        for (var k = 0; k < _model.CutOffs.Length; k++)
        {
            var (late, row) = (_model.Buckets * _columns + k, _model.Buckets * _rows + k);
            ref readonly var cut = ref _model.CutOffs[k];
            _programme.Cost[late] = cut.CostPerLateUnit;
            _programme.Limit[row] = -cut.Units;
            _programme.Add(row, late, -1);
            for (var t = 0; t <= cut.Bucket; t++) _programme.Add(row, Served(t, cut.Sector), -1);
        }
    }

    private double MeanLoss(int sector)
    {
        if (_model.MoveLoss is not { } loss) return 1;
        var sum = 0.0;
        for (var i = 0; i < _sectors; i++) sum += loss[i * _sectors + sector];
        return sum / _sectors;
    }

    /// <summary>What stood a bucket later; at the end it goes on as in the last bucket. Trucks, which have no bucket, begin anew.</summary>
    private double[] Later(double[] values, int stride, int bucketsLater)
    {
        var later = new double[values.Length];
        for (var t = 0; t < _model.Buckets; t++)
            values.AsSpan(Math.Min(t + bucketsLater, _model.Buckets - 1) * stride, stride).CopyTo(later.AsSpan(t * stride));
        return later;
    }
}

/// <summary>A rough solution of a relaxation, to go on from.</summary>
internal sealed record RelaxedPoint(int[] Pairs, double[] Point, double[] Price, double Weight);
