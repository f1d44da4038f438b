using System.Numerics;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// A linear programme, min c x with K x equal to or at most b and x at least 0, solved roughly and fast by the primal-dual hybrid gradient
/// method (Chambolle, Pock 2011) with steps scaled by row and column (Pock, Chambolle 2011), restarts and a primal weight (Applegate et al.
/// 2021). It takes nothing but products with K, and the solution of a similar programme is a good start. Variables and constraints are
/// series of equally many periods, at [series * periods + period].
/// </summary>
internal sealed class LinearProgramme
{
    /// <summary>Steps between two looks at how good the point and the average since the last restart are.</summary>
    public const int StepsPerRound = 40;

    /// <summary>It restarts when the residual has fallen to this share of that at the last restart, or after so many rounds.</summary>
    private const double EnoughBetter = 0.3;
    private const int MaxRounds = 10;

    private double[] _columnStep = [], _rowStep = [];
    // Least price by constraint: 0, or without limit for an equation.
    private double[] _leastPrice = [];

    /// <param name="variables">Series of variables.</param>
    /// <param name="constraints">Series of constraints.</param>
    /// <param name="periods">Periods of each.</param>
    public LinearProgramme(int variables, int constraints, int periods)
    {
        (Cost, Point) = (new double[variables * periods], new double[variables * periods]);
        (Limit, Price) = (new double[constraints * periods], new double[constraints * periods]);
        (IsEqual, Matrix) = (new bool[constraints * periods], new SeriesMatrix(constraints, variables, periods));
    }

    /// <summary>By variable: c, and x as it has been found so far.</summary>
    public double[] Cost { get; }
    public double[] Point { get; private set; }

    /// <summary>By constraint: b, whether it is an equation, and what one more unit of b saves, with the sign reversed.</summary>
    public double[] Limit { get; }
    public bool[] IsEqual { get; }
    public double[] Price { get; private set; }

    /// <summary>K; it stands when <see cref="Improve"/> is first called.</summary>
    public SeriesMatrix Matrix { get; }

    /// <summary>How much faster prices move than the point.</summary>
    public double Weight { get; private set; } = 1;

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
        if (_columnStep.Length > 0) return;
        (_rowStep, _columnStep) = Matrix.InverseSums();
        _leastPrice = Array.ConvertAll(IsEqual, isEqual => isEqual ? double.NegativeInfinity : 0);
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
        Matrix.Multiply(position.Point, row);
        Matrix.MultiplyTransposed(position.Price, column);
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
    private sealed class Walk
    {
        private readonly LinearProgramme _programme;
        private double[] _point, _nextPoint, _row, _nextRow;
        private readonly double[] _price, _column, _pointSum, _priceSum;
        private int _steps;

        public Walk(LinearProgramme programme)
        {
            _programme = programme;
            var (variables, constraints) = (programme.Point.Length, programme.Price.Length);
            (_point, _price) = ([.. programme.Point], [.. programme.Price]);
            (_nextPoint, _column, _pointSum) = (new double[variables], new double[variables], new double[variables]);
            (_row, _nextRow, _priceSum) = (new double[constraints], new double[constraints], new double[constraints]);
            programme.Matrix.Multiply(_point, _row);
        }

        public void Step(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                _programme.Matrix.MultiplyTransposed(_price, _column);
                MovePoint();
                _programme.Matrix.Multiply(_nextPoint, _nextRow);
                MovePrice();
                (_point, _nextPoint, _row, _nextRow) = (_nextPoint, _point, _nextRow, _row);
            }
            _steps += steps;
        }

        public Position Copy() => new([.. _point], [.. _price]);

        public Position Mean() => new(Array.ConvertAll(_pointSum, v => v / _steps), Array.ConvertAll(_priceSum, v => v / _steps));

        public void Restart(Position at)
        {
            at.Point.CopyTo(_point, 0);
            at.Price.CopyTo(_price, 0);
            _programme.Matrix.Multiply(_point, _row);
            Array.Clear(_pointSum);
            Array.Clear(_priceSum);
            _steps = 0;
        }

        /// <summary>x' = max(0, x - step / weight (c + K'y)).</summary>
        private void MovePoint()
        {
            var (cost, step, faster) = (_programme.Cost, _programme._columnStep, 1 / _programme.Weight);
            var i = 0;
            for (; i <= _point.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                var value = At(_point, i) - faster * At(step, i) * (At(cost, i) + At(_column, i));
                value = Vector.Max(Vector<double>.Zero, value);
                value.CopyTo(_nextPoint, i);
                (At(_pointSum, i) + value).CopyTo(_pointSum, i);
            }
            for (; i < _point.Length; i++)
                _pointSum[i] += _nextPoint[i] = Math.Max(0, _point[i] - faster * step[i] * (cost[i] + _column[i]));
        }

        /// <summary>y' = max(least, y + step weight (2 K x' - K x - b)).</summary>
        private void MovePrice()
        {
            var (limit, step, least, faster) = (_programme.Limit, _programme._rowStep, _programme._leastPrice, _programme.Weight);
            var i = 0;
            for (; i <= _price.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                var ahead = At(_nextRow, i) + At(_nextRow, i) - At(_row, i) - At(limit, i);
                var value = Vector.Max(At(least, i), At(_price, i) + faster * At(step, i) * ahead);
                value.CopyTo(_price, i);
                (At(_priceSum, i) + value).CopyTo(_priceSum, i);
            }
            for (; i < _price.Length; i++)
            {
                var ahead = _nextRow[i] + _nextRow[i] - _row[i] - limit[i];
                _priceSum[i] += _price[i] = Math.Max(least[i], _price[i] + faster * step[i] * ahead);
            }
        }

        private static Vector<double> At(double[] values, int index) => new(values, index);
    }
}
