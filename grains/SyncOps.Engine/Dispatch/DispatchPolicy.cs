namespace SyncOps.Engine.Dispatch;

/// <summary>
/// Says at each event where every resource works next: the choice of least cost in the long run, or until the floor is empty when nothing
/// more comes. It depends on the state alone, so its decisions may be kept. README.md beside this file has the model and the method.
/// </summary>
public sealed class DispatchPolicy
{
    private readonly DispatchModel _model;
    private readonly Deployments _deployments;
    private readonly ValueTable _values;
    private readonly DispatchChoice _choice;
    private readonly int[] _units;

    private DispatchPolicy(DispatchModel model, Deployments deployments, ValueTable values, DispatchOptions options)
    {
        (_model, _deployments, _values) = (model, deployments, values);
        var law = new DispatchLaw(model, deployments);
        _units = new int[law.Sectors];
        _choice = new DispatchChoice(model, deployments, law, values);
        var iteration = new RelativeValueIteration(law, values, _choice);
        iteration.Run(options);
        (CostPerHour, Converged) = (iteration.CostPerHour, iteration.Converged);
    }

    /// <summary>
    /// Cost less reward per hour in the long run, as the kept states tell it: exact up to the precision where <see cref="Exact"/>.
    /// </summary>
    public double CostPerHour { get; }

    /// <summary>The iteration ended because nothing changed any more, not because its work was used up.</summary>
    public bool Converged { get; }

    /// <summary>Every backlog up to the most is kept, so that nothing is interpolated.</summary>
    public bool Exact => _values.Lattice.Exact;

    /// <summary>States whose value is kept.</summary>
    public int States => _values.Values.Length;

    /// <summary>Resources of all kinds, one post of each in a state and one sector of each in a decision.</summary>
    public int Resources => _model.Resources.Sum(r => r.Count);

    /// <summary>
    /// A policy for a floor, or null when it is too large for one: when so few states cannot even hold backlogs in steps of a factor two.
    /// <paramref name="units"/> wait at the start, by sector; they bound the backlogs where nothing more comes.
    /// </summary>
    public static DispatchPolicy? For(DispatchModel model, IReadOnlyList<int> units, DispatchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(units.Count, model.Sectors.Count);
        if (Deployments.Of(model, options.States) is not { } deployments) return null;
        if (BacklogLattice.Of(MostUnits(model, units, options), options.States / deployments.Count) is not { } lattice) return null;
        return new DispatchPolicy(model, deployments, new ValueTable(lattice, deployments.Count, model.Sectors.Count), options);
    }

    /// <summary>
    /// The sector in which each resource works next, or for which it is set up if it is not ready there; -1: idle. Who is set up for its
    /// sector and finds nothing to serve waits there. Not for several callers at once.
    /// </summary>
    public IReadOnlyList<int> Decide(DispatchState state)
    {
        var slots = Slots(state);
        var counts = new int[_deployments.Slots.Length];
        foreach (var slot in slots) counts[slot]++;
        for (var j = 0; j < _units.Length; j++) _units[j] = Math.Min(state.Units[j], _values.Lattice.Most(j));
        _choice.Choose(_units, _deployments.IndexOf(counts));

        var next = new Dictionary<int, int>();
        var sectors = new int[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            var first = _choice.Deciders.IndexOf(slots[i]);
            var used = next.GetValueOrDefault(slots[i]);
            next[slots[i]] = used + 1;
            sectors[i] = first < 0 ? state.Posts[i].Sector : _choice.Sectors[first + used];
        }
        return sectors;
    }

    private int[] Slots(DispatchState state)
    {
        var slots = new int[state.Posts.Count];
        var i = 0;
        for (var c = 0; c < _model.Resources.Count; c++)
        {
            for (var k = 0; k < _model.Resources[c].Count; k++, i++) slots[i] = _deployments.SlotOf(c, state.Posts[i]);
        }
        return slots;
    }

    private static int[] MostUnits(DispatchModel model, IReadOnlyList<int> units, DispatchOptions options)
    {
        var unlimited = model.HasInflow ? options.DeepBacklog + model.Resources.Sum(r => r.Count) : units.Sum();
        return [.. model.Sectors.Select(s => s.EndlessSupply ? 0 : s.MostUnits ?? unlimited)];
    }
}
