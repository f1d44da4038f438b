namespace SyncOps.Engine.Horizon;

/// <summary>
/// A linear programme, min c x with K x equal to or at most b and x at least 0, solved roughly and fast by the primal-dual hybrid gradient
/// method (Chambolle, Pock 2011) with steps scaled by row and column (Pock, Chambolle 2011), restarts and a primal weight (Applegate et al.
/// 2021). It takes nothing but products with K, and the solution of a similar programme is a good start.
/// </summary>
internal sealed class LinearProgramme
{
    /// <summary>Steps between two looks at how good the point and the average since the last restart are.</summary>
    public const int StepsPerRound = 40;

    /// <summary>It restarts when the residual has fallen to this share of that at the last restart, or after so many rounds.</summary>
    private const double EnoughBetter = 0.3;
    private const int MaxRounds = 10;

    private readonly List<(int Row, int Column, double Value)> _entries = [];
    private SparseMatrix? _rows, _columns;
    private double[] _columnStep = [], _rowStep = [];

    public LinearProgramme(int variables, int constraints)
    {
        (Cost, Point) = (new double[variables], new double[variables]);
        (Limit, Price, IsEqual) = (new double[constraints], new double[constraints], new bool[constraints]);
    }

    /// <summary>By variable: c, and x as it has been found so far.</summary>
    public double[] Cost { get; }
    public double[] Point { get; private set; }

    /// <summary>By constraint: b, whether it is an equation, and what one more unit of b saves, with the sign reversed.</summary>
    public double[] Limit { get; }
    public bool[] IsEqual { get; }
    public double[] Price { get; private set; }

    /// <summary>How much faster prices move than the point.</summary>
    public double Weight { get; private set; } = 1;

    /// <summary>Adds to K; not after the first <see cref="Improve"/>.</summary>
    public void Add(int constraint, int variable, double value) => _entries.Add((constraint, variable, value));

    /// <summary>Goes on from a point and prices of an earlier solution.</summary>
    public void Start(double[] point, double[] price, double weight)
    {
        point.CopyTo(Point, 0);
        price.CopyTo(Price, 0);
        Weight = weight;
    }

    /// <summary>Takes so many rounds of steps.</summary>
    public void Improve(int rounds)
    {
        Seal();
        var walk = new Walk(this);
        var (restart, since, last) = (walk.Copy(), 0, double.PositiveInfinity);
        for (var round = 0; round < rounds; round++)
        {
            walk.Step(StepsPerRound);
            since++;
            var (here, mean) = (walk.Copy(), walk.Mean());
            var (residualHere, residualMean) = (Residual(here), Residual(mean));
            var (better, residual) = residualMean < residualHere ? (mean, residualMean) : (here, residualHere);
            (Point, Price) = (better.Point, better.Price);
            if (residual > EnoughBetter * last && since < MaxRounds) continue;
            Balance(better, restart);
            walk.Restart(better);
            (restart, since, last) = (better, 0, residual);
        }
    }

    private void Seal()
    {
        if (_rows is not null) return;
        _rows = new SparseMatrix(Limit.Length, _entries);
        _columns = new SparseMatrix(Cost.Length, [.. _entries.Select(e => (e.Column, e.Row, e.Value))]);
        (_rowStep, _columnStep) = (_rows.InverseSums(), _columns.InverseSums());
        _entries.Clear();
        if (Weight != 1) return;
        double cost = 0, limit = 0;
        for (var i = 0; i < Cost.Length; i++) cost += Cost[i] * Cost[i] * _columnStep[i];
        for (var i = 0; i < Limit.Length; i++) limit += Limit[i] * Limit[i] * _rowStep[i];
        if (cost > 0 && limit > 0) Weight = Math.Sqrt(cost / limit);
    }

    /// <summary>Half way, on a logarithmic scale, to where point and prices would have gone equally far since the last restart.</summary>
    private void Balance(Position now, Position before)
    {
        double primal = 0, dual = 0;
        for (var i = 0; i < Cost.Length; i++)
            primal += (now.Point[i] - before.Point[i]) * (now.Point[i] - before.Point[i]) / _columnStep[i];
        for (var i = 0; i < Limit.Length; i++)
            dual += (now.Price[i] - before.Price[i]) * (now.Price[i] - before.Price[i]) / _rowStep[i];
        if (primal > 1e-12 && dual > 1e-12) Weight = Math.Sqrt(Weight * Math.Sqrt(dual / primal));
    }

    /// <summary>How far constraints, reduced costs and the gap between cost and bound are from what an optimum has.</summary>
    private double Residual(Position position)
    {
        var (row, column) = (new double[Limit.Length], new double[Cost.Length]);
        _rows!.Multiply(position.Point, row);
        _columns!.Multiply(position.Price, column);
        double primal = 0, dual = 0, gap = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var over = row[i] - Limit[i];
            if (!IsEqual[i]) over = Math.Max(0, over);
            primal += over * over * _rowStep[i];
            gap += position.Price[i] * Limit[i];
        }
        for (var i = 0; i < column.Length; i++)
        {
            var under = Math.Min(0, Cost[i] + column[i]);
            dual += under * under * _columnStep[i];
            gap += Cost[i] * position.Point[i];
        }
        return Math.Sqrt(primal) * Weight + Math.Sqrt(dual) / Weight + Math.Abs(gap) / Math.Sqrt(Cost.Length);
    }

    private readonly record struct Position(double[] Point, double[] Price);

    /// <summary>The steps, and their average since the last restart.</summary>
    private sealed class Walk(LinearProgramme programme)
    {
        private double[] _point = [.. programme.Point], _nextPoint = new double[programme.Point.Length];
        private double[] _row = programme.Product(programme.Point), _nextRow = new double[programme.Price.Length];
        private readonly double[] _price = [.. programme.Price], _column = new double[programme.Point.Length];
        private readonly double[] _pointSum = new double[programme.Point.Length], _priceSum = new double[programme.Price.Length];
        private int _steps;

        public void Step(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                programme._columns!.Multiply(_price, _column);
                for (var i = 0; i < _point.Length; i++)
                {
                    var value = _point[i] - programme._columnStep[i] / programme.Weight * (programme.Cost[i] + _column[i]);
                    _pointSum[i] += _nextPoint[i] = Math.Max(0, value);
                }
                programme._rows!.Multiply(_nextPoint, _nextRow);
                for (var i = 0; i < _price.Length; i++)
                {
                    var ahead = 2 * _nextRow[i] - _row[i] - programme.Limit[i];
                    var price = _price[i] + programme._rowStep[i] * programme.Weight * ahead;
                    _priceSum[i] += _price[i] = programme.IsEqual[i] ? price : Math.Max(0, price);
                }
                (_point, _nextPoint, _row, _nextRow) = (_nextPoint, _point, _nextRow, _row);
            }
            _steps += steps;
        }

        public Position Copy() => new([.. _point], [.. _price]);

        public Position Mean() => new([.. _pointSum.Select(v => v / _steps)], [.. _priceSum.Select(v => v / _steps)]);

        public void Restart(Position at)
        {
            at.Point.CopyTo(_point, 0);
            at.Price.CopyTo(_price, 0);
            programme._rows!.Multiply(_point, _row);
            Array.Clear(_pointSum);
            Array.Clear(_priceSum);
            _steps = 0;
        }
    }

    private double[] Product(double[] point)
    {
        var row = new double[Limit.Length];
        _rows!.Multiply(point, row);
        return row;
    }
}
