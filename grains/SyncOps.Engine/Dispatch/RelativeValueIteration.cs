namespace SyncOps.Engine.Dispatch;

/// <summary>
/// Relative value iteration in the form of modified policy iteration (Puterman and Shin 1978; White 1963): improve every state's choice
/// by the values so far, then renew the values under these choices many times, which is cheap since they are compiled to sums.
/// </summary>
internal sealed class RelativeValueIteration
{
    /// <summary>Renewals under fixed choices between two improvements; an improvement costs about as much as all of them.</summary>
    private const int RenewalsPerImprovement = 100;

    /// <summary>An improvement counts as so many renewals.</summary>
    private const int ImprovementWork = 50;

    /// <summary>Growth that differs by no more than this share of the dearest state's cost is settled, if not yet the same.</summary>
    private const double Settled = 1e-4;

    private readonly DispatchLaw _law;
    private readonly ValueTable _values;
    private readonly DispatchChoice _choice;
    private readonly int[] _units;
    private readonly double[] _cost;
    private readonly int[] _rowEnd;
    private readonly int[] _corners;
    private readonly double[] _shares;
    private readonly List<int> _index = [];
    private readonly List<double> _weight = [];
    private double[] _spare;

    public RelativeValueIteration(DispatchLaw law, ValueTable values, DispatchChoice choice)
    {
        (_law, _values, _choice) = (law, values, choice);
        _units = new int[law.Sectors];
        _cost = new double[values.Values.Length];
        _rowEnd = new int[values.Values.Length];
        _spare = new double[values.Values.Length];
        _corners = new int[ValueTable.Most(law.Sectors)];
        _shares = new double[ValueTable.Most(law.Sectors)];
    }

    /// <summary>Cost per hour in the long run, by the values at the end.</summary>
    public double CostPerHour { get; private set; }

    /// <summary>The values grow equally fast everywhere, within the precision.</summary>
    public bool Converged { get; private set; }

    /// <summary>
    /// Straight lines between kept values always lead to an end, but make chance larger than it is; parabolas do not, but may swing where
    /// values bend. So lines come first, and parabolas have the last word if they settle.
    /// </summary>
    public void Run(DispatchOptions options)
    {
        if (_values.Lattice.Exact)
        {
            Iterate(options.Precision, options.Renewals);
            return;
        }
        Iterate(options.Precision, options.Renewals / 2);
        var (lines, cost, converged) = (_values.Values.ToArray(), CostPerHour, Converged);
        _values.Smooth = true;
        if (Iterate(options.Precision, options.Renewals / 2) <= Settled) return;
        _values.Smooth = false;
        (_values.Values, CostPerHour, Converged) = (lines, cost, converged);
    }

    /// <summary>Answers how far the growth of values still differs, as a share of the dearest state's cost.</summary>
    private double Iterate(double precision, long renewals)
    {
        var states = (long)_values.Values.Length;
        for (var work = 0L; ;)
        {
            Improve();
            var dearest = Math.Max(_cost.Max(), -_cost.Min());
            var differs = Renew();
            Converged = differs <= precision * dearest;
            work += ImprovementWork * states;
            if (Converged || !(work < renewals)) return differs / dearest;
            for (var i = 0; i < RenewalsPerImprovement && Renew() > precision * dearest / 10; i++) work += states;
        }
    }

    private void Improve()
    {
        _index.Clear();
        _weight.Clear();
        var points = _values.Lattice.Points;
        for (var state = 0; state < _cost.Length; state++)
        {
            _values.Lattice.Read(state % points, _units);
            _choice.Choose(_units, state / points);
            _cost[state] = (_law.CostPerHour(_units) - _choice.RewardPerHour) / _law.Fastest;
            var left = _law.Fastest;
            foreach (var transition in _choice.Transitions)
            {
                Add(transition);
                left -= transition.Rate;
            }
            Add(new Transition(left, _choice.Deployment, -1, -1));
            _rowEnd[state] = _index.Count;
        }
    }

    private void Add(Transition transition)
    {
        var count = _values.Corners(transition, _units, _corners, _shares);
        for (var k = 0; k < count; k++)
        {
            _index.Add(_corners[k]);
            _weight.Add(transition.Rate / _law.Fastest * _shares[k]);
        }
    }

    /// <summary>Renews all values once, relative to the empty floor's, and answers how far their growth differs, as cost per step.</summary>
    private double Renew()
    {
        var (old, renewed) = (_values.Values, _spare);
        var index = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_index);
        var weight = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_weight);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        var k = 0;
        for (var state = 0; state < old.Length; state++)
        {
            var value = _cost[state];
            for (; k < _rowEnd[state]; k++) value += weight[k] * old[index[k]];
            renewed[state] = value;
            least = Math.Min(least, value - old[state]);
            most = Math.Max(most, value - old[state]);
        }
        CostPerHour = (least + most) / 2 * _law.Fastest;
        var reference = renewed[0];
        for (var state = 0; state < renewed.Length; state++) renewed[state] -= reference;
        (_values.Values, _spare) = (renewed, old);
        return most - least;
    }
}
