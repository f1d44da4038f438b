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

    private readonly DispatchLaw _law;
    private readonly ValueTable _values;
    private readonly DispatchChoice _choice;
    private readonly int[] _units;
    private readonly double[] _cost;
    private readonly int[] _rowEnd;
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
    }

    /// <summary>Cost per hour in the long run, by the values at the end.</summary>
    public double CostPerHour { get; private set; }

    /// <summary>The values grow equally fast everywhere, within the precision.</summary>
    public bool Converged { get; private set; }

    public void Run(DispatchOptions options)
    {
        var states = (long)_values.Values.Length;
        for (var work = 0L; ;)
        {
            Improve();
            var tolerance = options.Precision * Math.Max(_cost.Max(), -_cost.Min());
            Converged = Renew() <= tolerance;
            work += ImprovementWork * states;
            if (Converged || work >= options.Renewals) return;
            for (var i = 0; i < RenewalsPerImprovement && Renew() > tolerance / 10; i++) work += states;
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
                Add(transition, state % points);
                left -= transition.Rate;
            }
            Add(new Transition(left, _choice.Deployment, -1, -1), state % points);
            _rowEnd[state] = _index.Count;
        }
    }

    private void Add(Transition transition, int point)
    {
        var values = _values.Of(transition.Deployment);
        var rate = transition.Rate / _law.Fastest;
        var (lost, less) = transition.From < 0 ? (0, 0) : _values.Lattice.Step(point, transition.From, -1, values);
        var (gained, more) = transition.To < 0 ? (0, 0) : _values.Lattice.Step(point, transition.To, 1, values);
        var here = transition.Deployment * _values.Lattice.Points + point;
        Add(here, rate * (1 - less) * (1 - more));
        Add(here + lost, rate * less * (1 - more));
        Add(here + gained, rate * (1 - less) * more);
        Add(here + lost + gained, rate * less * more);
    }

    private void Add(int state, double weight)
    {
        if (weight == 0) return;
        _index.Add(state);
        _weight.Add(weight);
    }

    /// <summary>Renews all values once, relative to the empty floor's, and answers how far their growth differs.</summary>
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
        var reference = renewed[0];
        CostPerHour = (reference - old[0]) * _law.Fastest;
        for (var state = 0; state < renewed.Length; state++) renewed[state] -= reference;
        (_values.Values, _spare) = (renewed, old);
        return most - least;
    }
}
