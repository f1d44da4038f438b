using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) over exact roll-outs. Hard limits come first: a trial that breaks more of them is
/// never kept.
/// </summary>
internal sealed class HorizonAnnealing
{
    /// <summary>An annealing stays warm for this share of its work: temperature falls slowly, to <see cref="Warm"/> of the first.</summary>
    private const double WarmShare = 0.75;
    private const double Warm = 0.4;

    /// <summary>Then it is quenched, to this share of the first temperature.</summary>
    private const double Cold = 0.01;

    /// <summary>Trials between two changes of temperature.</summary>
    private const int TrialsPerStep = 64;

    private const int TemperatureSamples = 400;

    /// <summary>Losses below this share of a unit of cost are rounding.</summary>
    private const double Rounding = 1e-9;

    private readonly HorizonRollout _rollout;
    private readonly RandomStream _random;
    private readonly HorizonNeighbourhood _neighbourhood;
    private readonly HorizonIncumbent _best;
    private readonly double _loss;

    public HorizonAnnealing(HorizonModel model, HorizonRollout rollout, RandomStream random, HorizonIncumbent best)
    {
        (_rollout, _random, _best) = (rollout, random, best);
        _neighbourhood = new HorizonNeighbourhood(model, rollout, random);
        _loss = TypicalLoss();
    }

    /// <summary>
    /// Spends so much work on the plan in hand while the temperature falls from <paramref name="heat"/> times what random changes of the
    /// given start lose, at the lower quartile.
    /// </summary>
    public void Run(double heat, long work)
    {
        var begun = _rollout.Work;
        _best.Offer(_rollout);
        while (_rollout.Work - begun < work)
        {
            var temperature = heat * _loss * Fall((double)(_rollout.Work - begun) / work);
            for (var trial = 0; trial < TrialsPerStep; trial++) Try(temperature);
        }
    }

    private void Try(double temperature)
    {
        // What may be lost is drawn first: then most changes are seen to lose more by their prices, and are never rolled out.
        var limit = temperature * _random.Exponential() + Rounding;
        _rollout.Begin();
        _neighbourhood.Draw();
        if (_rollout.IsUnchanged) return;
        var (broken, before) = (_rollout.Broken, _rollout.BrokenBefore);
        if (broken > before || (broken == before && (_rollout.PricedLoss > limit || _rollout.Settle() > limit)))
        {
            _rollout.Undo();
            return;
        }
        if (broken < before) _rollout.Settle();
        _rollout.Keep();
        _best.Offer(_rollout);
    }

    private double TypicalLoss()
    {
        var losses = new List<double>(TemperatureSamples);
        for (var i = 0; i < TemperatureSamples; i++)
        {
            _rollout.Begin();
            _neighbourhood.Draw();
            var loss = _rollout.Settle();
            _rollout.Undo();
            if (loss > Rounding) losses.Add(loss);
        }
        losses.Sort();
        return losses.Count == 0 ? Rounding : losses[losses.Count / 4];
    }

    /// <summary>The temperature as a share of the first, when so much of the work is done.</summary>
    private static double Fall(double done)
    {
        var (from, to, progress) = done < WarmShare ? (1, Warm, done / WarmShare) : (Warm, Cold, (done - WarmShare) / (1 - WarmShare));
        return from * PortableMath.Exp(PortableMath.Log(to / from) * progress);
    }
}
