using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Alerts;

/// <summary>Probabilities and their log-odds, the same on any machine.</summary>
internal static class Logistic
{
    /// <summary>1 / (1 + e^-x), for any finite x.</summary>
    public static double Probability(double logOdds)
        => logOdds >= 0
            ? 1 / (1 + PortableMath.Exp(-Math.Min(logOdds, 700)))
            : 1 - 1 / (1 + PortableMath.Exp(Math.Max(logOdds, -700)));

    /// <summary>ln(p / (1 - p)); p is held within 1e-9 of 0 and 1.</summary>
    public static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, 1e-9, 1 - 1e-9);
        return PortableMath.Log(p / (1 - p));
    }
}
