using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Queueing;

/// <summary>
/// A stationary queue G/G/c, first in, first out: like servers, squared coefficients of variation of the times between arrivals
/// (<see cref="Ca2"/>) and of the service times (<see cref="Cs2"/>). With both 1 it is M/M/c and everything is exact; else approximate.
/// </summary>
/// <param name="ArrivalsPerHour">Lambda, units/h, not negative.</param>
/// <param name="UnitsPerHour">Mu, units/h of one server, above 0.</param>
/// <param name="Ca2">Not negative; 1 for Poisson arrivals.</param>
/// <param name="Cs2">Not negative; 1 for exponential service, 0 for constant.</param>
public readonly record struct ServerGroup(double ArrivalsPerHour, double UnitsPerHour, double Ca2 = 1, double Cs2 = 1)
{
    /// <summary>Most servers that <see cref="LeastServers"/> tries.</summary>
    public const int MaxServers = 10_000;

    /// <summary>
    /// Waits with so many servers. The chance of waiting is Erlang's C. The mean is M/M/c's, corrected for service by T. Kimura (Queueing
    /// Systems 1, 1986) between M/M/c and M/D/c, the latter by G. P. Cosmetatos (INFOR 13, 1975), and for arrivals by Kingman's factor
    /// with the correction of W. Kraemer and M. Langenbach-Belz (1976). The variation is W. Whitt's (Production and Operations
    /// Management 2, 1993). Throws when there is no server.
    /// </summary>
    public WaitDistribution Waits(int servers)
    {
        var probability = Erlang.WaitProbability(OfferedLoad.Of(ArrivalsPerHour / UnitsPerHour), servers);
        var spare = servers * UnitsPerHour - ArrivalsPerHour;
        if (spare <= 0) return new WaitDistribution(1, double.PositiveInfinity);
        if (ArrivalsPerHour <= 0) return default;
        var mean = 60 * probability / spare;
        if (Ca2 == 1 && Cs2 == 1) return new WaitDistribution(probability, mean);

        var load = ArrivalsPerHour / (servers * UnitsPerHour);
        return new WaitDistribution(probability, mean * ServiceFactor(load, servers) * ArrivalFactor(load), Variation(load));
    }

    // Kimura: a harmonic mean of M/M/c and M/D/c. Cosmetatos: constant service saves half of the wait, less with many
    // servers at light load.
    private double ServiceFactor(double load, int servers)
    {
        var constant = 0.5 * (1 + (1 - load) * (servers - 1) * (Math.Sqrt(4 + 5.0 * servers) - 2) / (16 * load * servers));
        return (1 + Cs2) / (2 * Cs2 + (1 - Cs2) / Math.Min(1, constant));
    }

    private double ArrivalFactor(double load)
    {
        var variation = Ca2 + Cs2;
        if (variation <= 0) return 0;
        var exponent = Ca2 < 1
            ? 2 * (1 - load) * (1 - Ca2) * (1 - Ca2) / (3 * load * variation)
            : (1 - load) * (Ca2 - 1) / (Ca2 + 4 * Cs2);
        return variation / (1 + Cs2) * PortableMath.Exp(-exponent);
    }

    // The third moment of service is taken as that of the law which the first two suggest.
    private double Variation(double load)
    {
        var third = Cs2 >= 1 ? 3 * Cs2 * (1 + Cs2) : (2 * Cs2 + 1) * (Cs2 + 1);
        return Math.Max(0.5, 2 * load - 1 + 4 * (1 - load) * third / (3 * (Cs2 + 1) * (Cs2 + 1)));
    }

    /// <summary>
    /// Waits with a number of servers between two whole ones (people who are there for part of the time), utilization kept: linear
    /// between the two. Below one server, one that is slower.
    /// </summary>
    public WaitDistribution Waits(double servers)
    {
        if (servers <= 1) return (this with { UnitsPerHour = UnitsPerHour * servers }).Waits(1);
        var whole = (int)servers;
        var part = servers - whole;
        if (part == 0) return Waits(whole);
        var few = (this with { UnitsPerHour = UnitsPerHour * servers / whole }).Waits(whole);
        var many = (this with { UnitsPerHour = UnitsPerHour * servers / (whole + 1) }).Waits(whole + 1);
        return new WaitDistribution(
            few.Probability + part * (many.Probability - few.Probability),
            double.IsInfinity(few.MeanMinutes) ? few.MeanMinutes : few.MeanMinutes + part * (many.MeanMinutes - few.MeanMinutes),
            many.Variation);
    }

    /// <summary>
    /// The fewest servers with which a share (0..1) of the arrivals waits at most so many minutes; <see cref="MaxServers"/> when no
    /// fewer do.
    /// </summary>
    public int LeastServers(double share, double withinMinutes)
    {
        var enough = 1;
        while (enough < MaxServers && Waits(enough).ShareWithin(withinMinutes) < share) enough = Math.Min(2 * enough, MaxServers);
        var few = enough / 2;
        while (enough - few > 1)
        {
            var middle = (few + enough) / 2;
            if (Waits(middle).ShareWithin(withinMinutes) < share) few = middle;
            else enough = middle;
        }
        return enough;
    }
}
