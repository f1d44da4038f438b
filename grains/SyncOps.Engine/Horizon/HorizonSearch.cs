using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// Looks for the plan of least cost by simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) from several starts over exact roll-outs.
/// Hard limits come first: a trial that breaks more of them is never kept. The budget is an amount of work and not a time, so that the
/// same model gives the same plan on any machine.
/// </summary>
public static class HorizonSearch
{
    /// <summary>
    /// First temperatures of the independent annealings, as multiples of the lower quartile of what random changes lose. The best of them
    /// counts: one alone sometimes freezes far from the optimum, and which temperature suits differs by floor.
    /// </summary>
    private static readonly double[] Heats = [1, 1.5, 0.7, 2];

    /// <summary>An annealing stays warm for this share of its work: temperature falls slowly, to <see cref="Warm"/> of the first.</summary>
    private const double WarmShare = 0.75;
    private const double Warm = 0.4;

    /// <summary>Then it is quenched, to this share of the first temperature.</summary>
    private const double Cold = 0.01;

    /// <summary>A budget, in buckets of sectors rolled out at about 0.1 us each, that leaves little to be found on a small floor.</summary>
    public const long UsualWork = 1_000_000;

    /// <summary>Trials between two changes of temperature.</summary>
    private const int TrialsPerStep = 64;

    private const int TemperatureSamples = 400;

    private const int LossBits = 10;

    /// <summary>Losses that an annealing of temperature 1 accepts: the exponential distribution in steps of equal probability.</summary>
    private static readonly double[] Losses =
        [.. Enumerable.Range(0, 1 << LossBits).Select(i => -PortableMath.Log((i + 0.5) / (1 << LossBits)))];

    /// <summary>Costs closer than this are the same.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The best plan found with so much work (0: nobody moves); never worse than nobody moving.</summary>
    public static HorizonPlan Solve(HorizonModel model, long work, ulong seed = 1)
    {
        var rollout = new HorizonRollout(model);
        var best = new Incumbent(rollout);
        if (rollout.Workers > 0 && model.Sectors > 1 && work > 0)
        {
            var random = RandomStream.For(seed, "horizon");
            var neighbourhood = new HorizonNeighbourhood(model, rollout, random);
            var start = best.Paths.ToArray();
            var loss = TypicalLoss(rollout, neighbourhood);
            foreach (var heat in Heats)
            {
                rollout.Take(start);
                Anneal(rollout, neighbourhood, random, heat * loss, work / Heats.Length, best);
            }
        }
        rollout.Take(best.Paths);
        return HorizonPlan.Of(model, rollout);
    }

    private static void Anneal(
        HorizonRollout rollout, HorizonNeighbourhood neighbourhood, RandomStream random, double hot, long work, Incumbent best)
    {
        var begun = rollout.Work;
        while (rollout.Work - begun < work)
        {
            var temperature = hot * Heat((double)(rollout.Work - begun) / work);
            for (var trial = 0; trial < TrialsPerStep; trial++) Try(rollout, neighbourhood, random, temperature, best);
        }
    }

    private static void Try(
        HorizonRollout rollout, HorizonNeighbourhood neighbourhood, RandomStream random, double temperature, Incumbent best)
    {
        // What may be lost is drawn first: then most changes are seen to lose more by their prices, and are never rolled out.
        var limit = temperature * Losses[random.NextUInt32() >> (32 - LossBits)] + Rounding;
        rollout.Begin();
        neighbourhood.Draw();
        var (broken, before) = (rollout.Broken, rollout.BrokenBefore);
        if (broken > before || (broken == before && (rollout.PricedLoss > limit || rollout.Settle() > limit)))
        {
            rollout.Undo();
            return;
        }
        if (broken < before) rollout.Settle();
        rollout.Keep();
        best.Offer(rollout);
    }

    /// <summary>The temperature as a share of the first, when so much of the work is done.</summary>
    private static double Heat(double done)
    {
        var (from, to, progress) = done < WarmShare ? (1, Warm, done / WarmShare) : (Warm, Cold, (done - WarmShare) / (1 - WarmShare));
        return from * PortableMath.Exp(PortableMath.Log(to / from) * progress);
    }

    private static double TypicalLoss(HorizonRollout rollout, HorizonNeighbourhood neighbourhood)
    {
        var losses = new List<double>(TemperatureSamples);
        for (var i = 0; i < TemperatureSamples; i++)
        {
            rollout.Begin();
            neighbourhood.Draw();
            var loss = rollout.Settle();
            rollout.Undo();
            if (loss > Rounding) losses.Add(loss);
        }
        losses.Sort();
        return losses.Count == 0 ? Rounding : losses[losses.Count / 4];
    }

    /// <summary>The best plan so far.</summary>
    private sealed class Incumbent
    {
        private double _cost;
        private int _broken;

        public Incumbent(HorizonRollout rollout)
        {
            Paths = new short[rollout.PathLength];
            Keep(rollout);
        }

        public short[] Paths { get; }

        public void Offer(HorizonRollout rollout)
        {
            if (rollout.Broken < _broken || (rollout.Broken == _broken && rollout.Cost < _cost - Rounding)) Keep(rollout);
        }

        private void Keep(HorizonRollout rollout)
        {
            (_cost, _broken) = (rollout.Cost, rollout.Broken);
            rollout.CopyPathsTo(Paths);
        }
    }
}
