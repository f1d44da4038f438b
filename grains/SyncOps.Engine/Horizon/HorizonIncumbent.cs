namespace SyncOps.Engine.Horizon;

/// <summary>The best plan that a search has met.</summary>
internal sealed class HorizonIncumbent
{
    /// <summary>Costs closer than this are the same.</summary>
    private const double Rounding = 1e-9;

    private double _cost;
    private int _broken;

    public HorizonIncumbent(HorizonRollout rollout)
    {
        Paths = rollout.Paths.ToArray();
        (_cost, _broken) = (rollout.Cost, rollout.Broken);
    }

    public short[] Paths { get; }

    public void Offer(HorizonRollout rollout)
    {
        if (rollout.Broken > _broken || (rollout.Broken == _broken && rollout.Cost >= _cost - Rounding)) return;
        (_cost, _broken) = (rollout.Cost, rollout.Broken);
        rollout.CopyPathsTo(Paths);
    }
}
