namespace SyncOps.Engine.Dispatch;

/// <summary>What can happen next: a rate per hour, the deployment after it, and the sectors that lose and gain a unit (-1: none).</summary>
internal readonly record struct Transition(double Rate, int Deployment, int From, int To);

/// <summary>The events that can end a state once it has been decided who works where.</summary>
internal sealed class DispatchLaw
{
    private readonly DispatchModel _model;
    private readonly Deployments _deployments;
    private readonly int[][] _fastestFirst;

    public DispatchLaw(DispatchModel model, Deployments deployments)
    {
        (_model, _deployments) = (model, deployments);
        Sectors = model.Sectors.Count;
        _fastestFirst =
        [
            .. Enumerable.Range(0, Sectors).Select(j => Enumerable.Range(0, model.Resources.Count)
                .OrderByDescending(c => model.Resources[c].UnitsPerHour[j]).ToArray()),
        ];
        // A little more than all that can happen at once, so that no chain of states is periodic.
        Fastest = 1.05 * (model.Sectors.Sum(s => s.ArrivalsPerHour) + model.Resources.Sum(r => r.Count * Quickest(r)));
    }

    public int Sectors { get; }

    /// <summary>Rate of the clock that all states share (uniformisation, Lippman 1975).</summary>
    public double Fastest { get; }

    /// <summary>A unit is there and there is room for it in every sector that it may go to.</summary>
    public bool CanServe(int sector, ReadOnlySpan<int> units)
    {
        if (units[sector] == 0 && !_model.Sectors[sector].EndlessSupply) return false;
        foreach (var route in _model.Sectors[sector].Next)
        {
            if (route.To != sector && _model.Sectors[route.To].MostUnits is { } most && units[route.To] >= most) return false;
        }
        return true;
    }

    public double CostPerHour(ReadOnlySpan<int> units)
    {
        var cost = 0.0;
        for (var j = 0; j < Sectors; j++) cost += _model.Sectors[j].CostPerUnitHour * units[j];
        return cost;
    }

    /// <summary>
    /// Lists the transitions and answers the reward per hour. <paramref name="working"/> holds interruptible resources in work, by kind and
    /// sector at [c * Sectors + j]; those that may not leave are in the deployment.
    /// </summary>
    public double List(List<Transition> transitions, ReadOnlySpan<int> units, int deployment, ReadOnlySpan<int> working)
    {
        transitions.Clear();
        for (var j = 0; j < Sectors; j++)
        {
            var sector = _model.Sectors[j];
            if (sector.ArrivalsPerHour > 0 && !(units[j] >= sector.MostUnits))
                transitions.Add(new Transition(sector.ArrivalsPerHour, deployment, -1, j));
        }
        var reward = 0.0;
        for (var j = 0; j < Sectors; j++) reward += List(transitions, j, units, deployment, working);
        var counts = _deployments[deployment];
        for (var s = 0; s < counts.Length; s++)
        {
            var (c, post) = _deployments.Slots[s];
            if (post.Kind != PostKind.SettingUp || counts[s] == 0) continue;
            var ready = _deployments.SlotOf(c, new DispatchPost(PostKind.Ready, post.Sector));
            transitions.Add(new Transition(
                counts[s] / _model.Resources[c].SetUpHours![post.Sector], _deployments.Moved(deployment, s, ready), -1, -1));
        }
        return reward;
    }

    private double List(List<Transition> transitions, int j, ReadOnlySpan<int> units, int deployment, ReadOnlySpan<int> working)
    {
        if (!CanServe(j, units)) return 0;
        var sector = _model.Sectors[j];
        var counts = _deployments[deployment];
        var free = sector.Together || sector.EndlessSupply ? int.MaxValue : units[j];
        var total = 0.0;
        for (var s = 0; s < counts.Length; s++)
        {
            var (c, post) = _deployments.Slots[s];
            if (post.Kind != PostKind.Working || post.Sector != j || counts[s] == 0) continue;
            var rate = Math.Min(counts[s], free) * _model.Resources[c].UnitsPerHour[j];
            free -= Math.Min(counts[s], free);
            total += rate;
            AddServed(transitions, rate, _deployments.Moved(deployment, s, AfterWork(c, j)), j);
        }
        var interruptible = 0.0;
        foreach (var c in _fastestFirst[j])
        {
            var count = Math.Min(working[c * Sectors + j], free);
            free -= count;
            interruptible += count * _model.Resources[c].UnitsPerHour[j];
        }
        AddServed(transitions, interruptible, deployment, j);
        return (total + interruptible) * sector.RewardPerUnit;
    }

    private int AfterWork(int resource, int sector)
        => _deployments.SlotOf(resource, _model.Resources[resource].SetUpHours is null
            ? DispatchPost.Free
            : new DispatchPost(PostKind.Ready, sector));

    private void AddServed(List<Transition> transitions, double rate, int deployment, int from)
    {
        if (rate <= 0) return;
        var source = _model.Sectors[from].EndlessSupply ? -1 : from;
        var leaves = 1.0;
        foreach (var route in _model.Sectors[from].Next)
        {
            leaves -= route.Share;
            transitions.Add(new Transition(rate * route.Share, deployment, source, route.To));
        }
        if (leaves > 1e-9) transitions.Add(new Transition(rate * leaves, deployment, source, -1));
    }

    private static double Quickest(DispatchResource resource)
    {
        var fastest = resource.UnitsPerHour.Max();
        if (resource.SetUpHours is null) return fastest;
        return Math.Max(fastest, 1 / resource.SetUpHours.Where(h => h > 0).DefaultIfEmpty(double.MaxValue).Min());
    }
}
