namespace SyncOps.Engine.Dispatch;

/// <summary>The value of every kept state, relative to one of them: by deployment, then by point of the lattice.</summary>
internal sealed class ValueTable(BacklogLattice lattice, int deployments, int sectors)
{
    private readonly int[] _after = new int[sectors];
    private readonly int[] _points = new int[(int)Math.Pow(3, sectors)];
    private readonly double[] _weights = new double[(int)Math.Pow(3, sectors)];

    public double[] Values { get; set; } = new double[lattice.Points * deployments];

    public BacklogLattice Lattice => lattice;

    /// <summary>The values of one deployment, by point.</summary>
    public ReadOnlySpan<double> Of(int deployment) => Values.AsSpan(deployment * lattice.Points, lattice.Points);

    /// <summary>Value in a deployment at any backlogs.</summary>
    public double At(int deployment, ReadOnlySpan<int> units) => At(new Transition(0, deployment, -1, -1), units);

    /// <summary>Value after a transition from any backlogs.</summary>
    public double At(Transition transition, ReadOnlySpan<int> units)
    {
        units.CopyTo(_after);
        if (transition.From >= 0) _after[transition.From]--;
        if (transition.To >= 0) _after[transition.To]++;
        var values = Of(transition.Deployment);
        var count = lattice.Corners(_after, _points, _weights);
        var value = 0.0;
        for (var k = 0; k < count; k++) value += _weights[k] * values[_points[k]];
        return value;
    }
}
