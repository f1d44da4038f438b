using SyncOps.Engine.Dispatch;

namespace SyncOps.Lab.Queueing;

/// <summary>The networks of the instance files, each of any size. What the files state in words stands here as a model.</summary>
public static class Networks
{
    /// <summary>
    /// Stations in line behind an endless supply; rates[i][j] of server i at station j, servers at one station work together. A buffer of
    /// B before a station, its own place and the place upstream where a finished unit is stuck (manufacturing blocking) make B + 2.
    /// </summary>
    public static DispatchModel Throughput(double[][] rates, IReadOnlyList<int?> buffers)
    {
        var last = buffers.Count;
        return new DispatchModel
        {
            Sectors =
            [
                .. Enumerable.Range(0, last + 1).Select(j => new DispatchSector
                {
                    Together = true,
                    EndlessSupply = j == 0,
                    MostUnits = j == 0 ? null : buffers[j - 1] + 2,
                    Next = j < last ? [new DispatchRoute(j + 1, 1)] : [],
                    RewardPerUnit = j < last ? 0 : 1,
                }),
            ],
            Resources = [.. rates.Select(row => new DispatchResource { UnitsPerHour = row })],
        };
    }

    /// <summary>One server, classes of customers with their own rates and costs, no unit left half done.</summary>
    public static DispatchModel Priority(double[] arrivals, double[] rates, double[] costs, int? most = null, int servers = 1)
        => new()
        {
            Sectors = Queues(arrivals, costs, most),
            Resources = [new DispatchResource { UnitsPerHour = rates, Interruptible = false, Count = servers }],
        };

    /// <summary>Stations in line that run empty: a server of its own at each, and one that may add its rate anywhere.</summary>
    public static DispatchModel Clearing(double[] own, double[] flexible, double[] costs)
        => new()
        {
            Sectors =
            [
                .. costs.Select((h, j) => new DispatchSector
                {
                    Together = true,
                    CostPerUnitHour = h,
                    Next = j + 1 < costs.Length ? [new DispatchRoute(j + 1, 1)] : [],
                }),
            ],
            Resources =
            [
                .. own.Select((rate, at) => new DispatchResource
                {
                    UnitsPerHour = [.. own.Select((_, j) => j == at ? rate : 0)], NeverIdle = true,
                }),
                new DispatchResource { UnitsPerHour = flexible },
            ],
        };

    /// <summary>Queues, and servers that need a set-up before they serve another; arrivals beyond the most are lost.</summary>
    public static DispatchModel Switching(
        double[] arrivals, double[] rates, double setUpRate, double[] costs, int most, int servers = 1)
        => new()
        {
            Sectors = Queues(arrivals, costs, most),
            Resources =
            [
                new DispatchResource { UnitsPerHour = rates, SetUpHours = [.. rates.Select(_ => 1 / setUpRate)], Count = servers },
            ],
        };

    /// <summary>
    /// Pools of servers that are alike within each and work while there is work; rates[p][j] of pool p for queue j, 0: may not serve it.
    /// </summary>
    public static DispatchModel Pools(double[] arrivals, double[][] rates, int[] servers, double[] costs, int? most = null)
        => new()
        {
            Sectors = Queues(arrivals, costs, most),
            Resources =
            [
                .. rates.Select((row, p) => new DispatchResource
                {
                    UnitsPerHour = row, Count = servers[p], NeverIdle = true,
                }),
            ],
        };

    private static DispatchSector[] Queues(double[] arrivals, double[] costs, int? most)
        => [.. arrivals.Select((rate, j) => new DispatchSector { ArrivalsPerHour = rate, CostPerUnitHour = costs[j], MostUnits = most })];
}
