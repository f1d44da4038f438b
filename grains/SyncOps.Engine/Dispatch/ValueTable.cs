namespace SyncOps.Engine.Dispatch;

/// <summary>The value of every kept state, relative to one of them: by deployment, then by point of the lattice.</summary>
internal sealed class ValueTable(BacklogLattice lattice, int deployments, int sectors)
{
    private readonly int[] _after = new int[sectors];
    private readonly int[] _points = new int[Most(sectors)];
    private readonly double[] _weights = new double[Most(sectors)];

    public double[] Values { get; set; } = new double[lattice.Points * deployments];

    /// <summary>Most points between which a state can lie.</summary>
    public static int Most(int sectors) => (int)Math.Pow(3, sectors);

    /// <summary>Values between kept ones follow parabolas instead of straight lines.</summary>
    public bool Smooth { get; set; }

    public BacklogLattice Lattice => lattice;

    /// <summary>Value in a deployment at any backlogs.</summary>
    public double At(int deployment, ReadOnlySpan<int> units) => At(new Transition(0, deployment, -1, -1), units);

    /// <summary>Value after a transition from given backlogs.</summary>
    public double At(Transition transition, ReadOnlySpan<int> units)
    {
        var count = Corners(transition, units, _points, _weights);
        var value = 0.0;
        for (var k = 0; k < count; k++) value += _weights[k] * Values[_points[k]];
        return value;
    }

    /// <summary>Indices and weights of the kept values between which the state after a transition lies.</summary>
    public int Corners(Transition transition, ReadOnlySpan<int> units, Span<int> indices, Span<double> weights)
    {
        units.CopyTo(_after);
        if (transition.From >= 0) _after[transition.From]--;
        if (transition.To >= 0) _after[transition.To]++;
        var count = lattice.Corners(_after, Smooth, indices, weights);
        for (var k = 0; k < count; k++) indices[k] += transition.Deployment * lattice.Points;
        return count;
    }
}
