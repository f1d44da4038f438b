namespace SyncOps.Engine.Dispatch;

/// <summary>
/// Who works where in one state: each resource that is free to decide in turn takes what is best given the others, until nobody gains by
/// another choice. Reusable, for one caller at a time.
/// </summary>
internal sealed class DispatchChoice
{
    /// <summary>Rounds over the resources; two nearly always suffice.</summary>
    private const int MostRounds = 6;

    private const double Rounding = 1e-11;

    private readonly DispatchModel _model;
    private readonly Deployments _deployments;
    private readonly DispatchLaw _law;
    private readonly ValueTable _values;
    private readonly int[] _working;
    private readonly int[] _committed;

    public DispatchChoice(DispatchModel model, Deployments deployments, DispatchLaw law, ValueTable values)
    {
        (_model, _deployments, _law, _values) = (model, deployments, law, values);
        _working = new int[model.Resources.Count * law.Sectors];
        _committed = new int[law.Sectors];
    }

    /// <summary>Slots of the resources that decided, in slot order.</summary>
    public List<int> Deciders { get; } = [];

    /// <summary>The sector each works in or is set up for next; -1: idle.</summary>
    public List<int> Sectors { get; } = [];

    /// <summary>Deployment once the choice is carried out.</summary>
    public int Deployment { get; private set; }

    /// <summary>What can happen then.</summary>
    public List<Transition> Transitions { get; } = [];

    public double RewardPerHour { get; private set; }

    /// <summary>Chooses in one state.</summary>
    public void Choose(ReadOnlySpan<int> units, int deployment)
    {
        Start(units, deployment);
        var best = Score(units, deployment);
        for (var round = 0; round < MostRounds; round++)
        {
            var before = best;
            for (var i = 0; i < Deciders.Count; i++) best = Improve(i, units, deployment, best);
            if (best >= before) break;
        }
        Score(units, deployment);
    }

    private void Start(ReadOnlySpan<int> units, int deployment)
    {
        Deciders.Clear();
        Sectors.Clear();
        var counts = _deployments[deployment];
        for (var s = 0; s < counts.Length; s++)
        {
            if (!_deployments.Slots[s].Post.Decides) continue;
            var (resource, post) = _deployments.Slots[s];
            for (var k = 0; k < counts[s]; k++)
            {
                Deciders.Add(s);
                Sectors.Add(_model.Resources[resource].NeverIdle && post.Kind == PostKind.Free ? WorkFor(resource, units) : post.Sector);
            }
        }
    }

    /// <summary>The first sector that has work for a resource; -1: none.</summary>
    private int WorkFor(int resource, ReadOnlySpan<int> units)
    {
        for (var j = 0; j < _law.Sectors; j++)
        {
            if (_model.Resources[resource].UnitsPerHour[j] > 0 && _law.CanServe(j, units)) return j;
        }
        return -1;
    }

    private double Improve(int i, ReadOnlySpan<int> units, int deployment, double best)
    {
        var (resource, post) = _deployments.Slots[Deciders[i]];
        var rates = _model.Resources[resource].UnitsPerHour;
        for (var j = post.Kind == PostKind.Free && !_model.Resources[resource].NeverIdle ? -1 : 0; j < rates.Count; j++)
        {
            if (j == Sectors[i] || (j >= 0 && rates[j] <= 0)) continue;
            // Free resources have no reason to choose a sector where nothing can be served.
            if (j >= 0 && post.Kind == PostKind.Free && !_law.CanServe(j, units)) continue;
            var kept = Sectors[i];
            Sectors[i] = j;
            var score = Score(units, deployment);
            if (score < best - Rounding * Math.Max(1, Math.Abs(best))) best = score;
            else Sectors[i] = kept;
        }
        return best;
    }

    /// <summary>Cost per hour beside that of the backlog itself, the drift of the value included; the less the better.</summary>
    private double Score(ReadOnlySpan<int> units, int deployment)
    {
        Deployment = Place(units, deployment);
        RewardPerHour = _law.List(Transitions, units, Deployment, _working);
        // Where nothing could ever happen again any other choice is better, whatever interpolated values say.
        if (Transitions.Count == 0) return double.MaxValue;

        var here = _values.At(Deployment, units);
        var score = _law.Fastest * here - RewardPerHour;
        foreach (var transition in Transitions) score += transition.Rate * (_values.At(transition, units) - here);
        return score;
    }

    /// <summary>Carries the choice out: who begins a set-up or a unit it may not leave changes its post, others just work.</summary>
    private int Place(ReadOnlySpan<int> units, int deployment)
    {
        Array.Clear(_working);
        Array.Clear(_committed);
        var counts = _deployments[deployment];
        for (var s = 0; s < counts.Length; s++)
        {
            if (_deployments.Slots[s].Post is { Kind: PostKind.Working, Sector: var j }) _committed[j] += counts[s];
        }
        var after = deployment;
        for (var i = 0; i < Deciders.Count; i++)
        {
            var j = Sectors[i];
            if (j < 0) continue;
            var (resource, post) = _deployments.Slots[Deciders[i]];
            var kind = _model.Resources[resource];
            if (post.Kind == PostKind.Ready && post.Sector != j)
                after = _deployments.Moved(after, Deciders[i], _deployments.SlotOf(resource, Begun(kind, j)));
            else if (kind.Interruptible)
                _working[resource * _law.Sectors + j]++;
            else if (_law.CanServe(j, units) && HasUnitLeft(j, units))
                after = _deployments.Moved(after, Deciders[i], _deployments.SlotOf(resource, new DispatchPost(PostKind.Working, j)));
        }
        return after;
    }

    private bool HasUnitLeft(int sector, ReadOnlySpan<int> units)
        => _model.Sectors[sector].Together || _model.Sectors[sector].EndlessSupply || ++_committed[sector] <= units[sector];

    private static DispatchPost Begun(DispatchResource kind, int sector)
        => new(kind.SetUpHours![sector] > 0 ? PostKind.SettingUp : PostKind.Ready, sector);
}
