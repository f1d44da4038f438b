using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Queueing;

/// <summary>
/// How long an arrival waits: not at all with probability 1 - <see cref="Probability"/>, else a time with a mean and a variation, whose
/// law has those two moments (H. C. Tijms, A First Course in Stochastic Models, 2003, appendix B): a mixture of one and two exponential
/// phases below 1, exponential at 1, hyperexponential with balanced means above.
/// </summary>
/// <param name="Probability">That an arrival must wait, 0..1.</param>
/// <param name="MeanMinutes">Mean wait of all arrivals, those who do not wait included; infinite at and above full load.</param>
/// <param name="Variation">Squared coefficient of variation of the wait of those who wait, at least 0.5.</param>
public readonly record struct WaitDistribution(double Probability, double MeanMinutes, double Variation = 1)
{
    /// <summary>Share of arrivals that wait at most so long (the service level), 0..1; 0 for less than no wait.</summary>
    public double ShareWithin(double minutes)
    {
        if (minutes < 0 || double.IsPositiveInfinity(MeanMinutes)) return 0;
        return Probability <= 0 || MeanMinutes <= 0 ? 1 : 1 - Probability * LongerThan(minutes * Probability / MeanMinutes);
    }

    /// <summary>Probability that the wait of one who waits exceeds so many times its mean.</summary>
    private double LongerThan(double means)
    {
        if (Variation == 1) return PortableMath.Exp(-means);
        if (Variation > 1)
        {
            var often = (1 + Math.Sqrt((Variation - 1) / (Variation + 1))) / 2;
            return often * PortableMath.Exp(-2 * often * means) + (1 - often) * PortableMath.Exp(-2 * (1 - often) * means);
        }
        var one = (2 * Variation - Math.Sqrt(Math.Max(0, 2 * (1 + Variation) - 4 * Variation * Variation))) / (1 + Variation);
        var pace = (2 - one) * means;
        return PortableMath.Exp(-pace) * (1 + (1 - one) * pace);
    }
}
