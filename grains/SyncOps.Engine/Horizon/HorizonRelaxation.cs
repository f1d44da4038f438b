namespace SyncOps.Engine.Horizon;

/// <summary>
/// The linear relaxation of a horizon: people and work in any fractions, and serving less than possible allowed. Its rough solution says
/// how many people belong where and when. Variables and constraints are series by bucket, so a solution can be shifted in time.
/// </summary>
internal sealed class HorizonRelaxation
{
    private readonly HorizonModel _model;
    private readonly LinearProgramme _programme;
    // Class and sector of each pair that may be.
    private readonly int[] _pairs;
    private readonly int _sectors, _buckets;

    public HorizonRelaxation(HorizonModel model)
    {
        _model = model;
        (_sectors, _buckets) = (model.Sectors, model.Buckets);
        _pairs = [.. Enumerable.Range(0, model.Classes * model.Sectors).Where(i => model.Rates[i] > 0 || model.Staff[i] > 0)];
        _programme = new LinearProgramme(
            2 * _sectors + 2 * _pairs.Length + model.CutOffs.Length,
            3 * _sectors + model.Classes + _pairs.Length + model.CutOffs.Length + Limits(model) * _sectors, _buckets);
        AddWork();
        AddPeople();
        AddLimits();
        AddCutOffs();
    }

    /// <summary>Goes on from what was found some buckets ago, if the floor still has the same shape.</summary>
    public void Start(RelaxedPoint before, int bucketsLater)
    {
        if (!before.Pairs.SequenceEqual(_pairs) || before.Point.Length != _programme.Point.Length) return;
        _programme.Start(Later(before.Point, bucketsLater), Later(before.Price, bucketsLater), before.Weight);
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
        var staff = new double[(_buckets + 1) * row];
        for (var i = 0; i < row; i++) staff[i] = _model.Staff[i];
        for (var p = 0; p < _pairs.Length; p++)
        {
            var stands = Of(_programme.Point, Stands(p));
            for (var t = 0; t < _buckets; t++) staff[(t + 1) * row + _pairs[p]] = stands[t];
        }
        return staff;
    }

    // Series of variables.
    private static int Waits(int sector) => sector;
    private int Served(int sector) => _sectors + sector;
    private int Stands(int pair) => 2 * _sectors + pair;
    private int Comes(int pair) => 2 * _sectors + _pairs.Length + pair;
    private int Late(int cutOff) => 2 * _sectors + 2 * _pairs.Length + cutOff;

    // Series of constraints.
    private static int Balance(int sector) => sector;
    private int Available(int sector) => _sectors + sector;
    private int Capacity(int sector) => 2 * _sectors + sector;
    private int Everybody(int workerClass) => 3 * _sectors + workerClass;
    private int More(int pair) => 3 * _sectors + _model.Classes + pair;
    private int Due(int cutOff) => 3 * _sectors + _model.Classes + _pairs.Length + cutOff;
    private int Limit(int n, int sector) => 3 * _sectors + _model.Classes + _pairs.Length + _model.CutOffs.Length + n * _sectors + sector;

    private static int Limits(HorizonModel model) => (model.MaxStaff is null ? 0 : 1) + (model.MinStaff is null ? 0 : 1);

    private Span<double> Of(double[] values, int series) => values.AsSpan(series * _buckets, _buckets);

    /// <summary>q' = q + arrivals - served + what upstream served; served is at most q + arrivals.</summary>
    private void AddWork()
    {
        var matrix = _programme.Matrix;
        for (var j = 0; j < _sectors; j++)
        {
            Of(_programme.Cost, Waits(j)).Fill(_model.WaitCost[j]);
            var comes = Of(_programme.Limit, Balance(j));
            for (var t = 0; t < _buckets; t++) comes[t] = _model.Arrivals[t * _sectors + j];
            comes[0] += _model.Backlog[j];
            comes.CopyTo(Of(_programme.Limit, Available(j)));
            _programme.IsEqual.AsSpan(Balance(j) * _buckets, _buckets).Fill(true);
            matrix.Add(Balance(j), Waits(j), 1);
            matrix.AddLater(Balance(j), Waits(j), -1);
            matrix.Add(Balance(j), Served(j), 1);
            matrix.Add(Available(j), Served(j), 1);
            matrix.AddLater(Available(j), Waits(j), -1);
            matrix.Add(Capacity(j), Served(j), 1);
        }
        foreach (var link in _model.Links) matrix.Add(Balance(link.To), Served(link.From), -link.Units);
    }

    /// <summary>
    /// Everybody is somewhere; who comes is at least who is there less who was there; what is served is at most what they can.
    /// </summary>
    private void AddPeople()
    {
        var matrix = _programme.Matrix;
        for (var c = 0; c < _model.Classes; c++)
        {
            _programme.IsEqual.AsSpan(Everybody(c) * _buckets, _buckets).Fill(true);
            Of(_programme.Limit, Everybody(c)).Fill(_model.Staff.AsSpan(c * _sectors, _sectors).ToArray().Sum());
        }
        for (var p = 0; p < _pairs.Length; p++)
        {
            var (c, j) = (_pairs[p] / _sectors, _pairs[p] % _sectors);
            var rate = _model.Rates[_pairs[p]];
            var attends = _model.Attendance?.AsSpan(c * _buckets, _buckets).ToArray();
            Of(_programme.Cost, Comes(p)).Fill(_model.MoveCost);
            matrix.Add(Everybody(c), Stands(p), 1);
            matrix.Add(More(p), Stands(p), 1);
            matrix.AddLater(More(p), Stands(p), -1);
            matrix.Add(More(p), Comes(p), -1);
            Of(_programme.Limit, More(p))[0] = _model.Staff[_pairs[p]];
            matrix.Add(Capacity(j), Stands(p), -rate, attends);
            matrix.Add(Capacity(j), Comes(p), rate * MeanLoss(j), attends);
        }
    }

    /// <summary>Fewest and most people of a sector.</summary>
    private void AddLimits()
    {
        var n = 0;
        if (_model.MaxStaff is { } most) AddLimit(n++, 1, j => Math.Min(most[j], _model.Workers));
        if (_model.MinStaff is { } fewest) AddLimit(n, -1, j => -fewest[j]);
    }

    private void AddLimit(int n, int sign, Func<int, int> limit)
    {
        for (var p = 0; p < _pairs.Length; p++) _programme.Matrix.Add(Limit(n, _pairs[p] % _sectors), Stands(p), sign);
        for (var j = 0; j < _sectors; j++) Of(_programme.Limit, Limit(n, j)).Fill(limit(j));
    }

    /// <summary>What is late, in the bucket of the truck, is at least what is due less what was served.</summary>
    private void AddCutOffs()
    {
        for (var k = 0; k < _model.CutOffs.Length; k++)
        {
            ref readonly var cut = ref _model.CutOffs[k];
            Of(_programme.Cost, Late(k))[cut.Bucket] = cut.CostPerLateUnit;
            Of(_programme.Limit, Due(k))[cut.Bucket] = -cut.Units;
            _programme.Matrix.AddOnce(Due(k), cut.Bucket, Late(k), cut.Bucket, -1);
            for (var t = 0; t <= cut.Bucket; t++) _programme.Matrix.AddOnce(Due(k), cut.Bucket, Served(cut.Sector), t, -1);
        }
    }

    private double MeanLoss(int sector)
    {
        if (_model.MoveLoss is not { } loss) return 1;
        var sum = 0.0;
        for (var i = 0; i < _sectors; i++) sum += loss[i * _sectors + sector];
        return sum / _sectors;
    }

    /// <summary>What stood some buckets later; at the end it goes on as in the last bucket.</summary>
    private double[] Later(double[] values, int bucketsLater)
    {
        var (later, kept) = (new double[values.Length], Math.Max(1, _buckets - bucketsLater));
        for (var at = 0; at < values.Length; at += _buckets)
        {
            var series = values.AsSpan(at, _buckets);
            series[^kept..].CopyTo(later.AsSpan(at));
            later.AsSpan(at + kept, _buckets - kept).Fill(series[^1]);
        }
        return later;
    }
}

/// <summary>A rough solution of a relaxation, to go on from.</summary>
internal sealed record RelaxedPoint(int[] Pairs, double[] Point, double[] Price, double Weight);
