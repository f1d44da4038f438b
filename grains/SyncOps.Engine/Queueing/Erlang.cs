namespace SyncOps.Engine.Queueing;

/// <summary>Erlang's formulas for Poisson arrivals (A. K. Erlang, 1917).</summary>
public static class Erlang
{
    /// <summary>
    /// Probability that an arrival finds every server busy and is lost, M/M/c/c (Erlang B); 0..1. Throws when there are fewer than 0
    /// servers.
    /// </summary>
    public static double BlockingProbability(OfferedLoad load, int servers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(servers);

        // The recurrence has no factorials and so cannot overflow.
        var blocked = 1.0;
        for (var n = 1; n <= servers; n++) blocked = load.Erlangs * blocked / (n + load.Erlangs * blocked);
        return blocked;
    }

    /// <summary>
    /// Probability that an arrival must wait, M/M/c (Erlang C); 0..1, and 1 when the load is not below the servers. Throws when there is
    /// no server.
    /// </summary>
    public static double WaitProbability(OfferedLoad load, int servers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        if (load.Erlangs >= servers) return 1;     // Overloaded: the queue grows without limit, so everyone waits.

        var blocked = BlockingProbability(load, servers);
        return blocked / (1 - load.Erlangs / servers * (1 - blocked));
    }
}
