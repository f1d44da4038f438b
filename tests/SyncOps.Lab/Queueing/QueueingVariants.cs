using SyncOps.Engine.Dispatch;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Queueing;

/// <summary>
/// Networks of the kinds of the instance files with random parameters, every one small enough for exact dynamic programming, some of them
/// too large for the engine to keep every backlog.
/// </summary>
public static class QueueingVariants
{
    /// <summary>Variant n of a kind; the same seed and number give the same network.</summary>
    public static QueueingCase Make(string kind, ulong seed, int n)
    {
        var random = RandomStream.For(seed, $"{kind} {n}");
        return kind switch
        {
            "ctmc_throughput" => Throughput(random, n),
            "mg1_priority" => Priority(random, n),
            "clearing_mdp" => Clearing(random, n),
            "switching_mdp" => Switching(random, n),
            "erlang" => Pools(random, n),
            _ => throw new InstanceException($"There are no variants of kind \"{kind}\"."),
        };
    }

    /// <summary>Two to five stations in line, two or three servers.</summary>
    private static QueueingCase Throughput(RandomStream random, int n)
    {
        var stations = Between(random, 2, 5);
        var servers = stations is 3 or 4 ? Between(random, 2, 3) : 2;
        var most = stations switch { 2 or 3 => 20, 4 => 6, _ => 9 };
        var buffers = Many(stations - 1, () => (int?)Between(random, 0, most));
        var rates = Many(servers, () => Many(stations, () => (double)Between(random, 1, 10)));
        return new QueueingCase($"line {n}: {stations} stations, {servers} servers", Networks.Throughput(rates, buffers), new int[stations])
        {
            Scale = -1,
        };
    }

    /// <summary>Two to four classes, one or two servers.</summary>
    private static QueueingCase Priority(RandomStream random, int n)
    {
        var classes = Between(random, 2, 4);
        var servers = classes == 4 ? 1 : Between(random, 1, 2);
        var rates = Many(classes, () => Uniform(random, 0.5, 2));
        var arrivals = Loaded(random, rates, servers * Uniform(random, 0.5, 0.95));
        var most = classes switch { 2 => Between(random, 15, 60), 3 => Between(random, 8, 24), _ => Between(random, 6, 10) };
        return new QueueingCase(
            $"priority {n}: {classes} classes, {servers} servers, at most {most}",
            Networks.Priority(arrivals, rates, Many(classes, () => Uniform(random, 0.5, 5)), most, servers), new int[classes]);
    }

    /// <summary>Two to five stations in line.</summary>
    private static QueueingCase Clearing(RandomStream random, int n)
    {
        var stations = Between(random, 2, 5);
        var units = Many(stations, () => Between(random, 0, 60 / stations / stations));
        units[0] += 60 / stations / stations;
        return new QueueingCase(
            $"clearing {n}: from {string.Join(", ", units)}",
            Networks.Clearing(
                Many(stations, () => Uniform(random, 0.5, 2)), Many(stations, () => Uniform(random, 0.5, 3)),
                Many(stations, () => Uniform(random, 0.5, 4))),
            units)
        {
            ToEmpty = true,
        };
    }

    /// <summary>Two to four queues, one server; or two queues and two servers.</summary>
    private static QueueingCase Switching(RandomStream random, int n)
    {
        var queues = Between(random, 2, 4);
        var servers = queues == 2 ? Between(random, 1, 2) : 1;
        var rates = Many(queues, () => Uniform(random, 0.7, 1.5));
        var arrivals = Loaded(random, rates, servers * Uniform(random, 0.3, 0.75));
        var most = queues switch { 2 => 50, 3 => 24, _ => 9 };
        return new QueueingCase(
            $"switching {n}: {queues} queues, {servers} servers, at most {most}",
            Networks.Switching(arrivals, rates, Uniform(random, 0.2, 2), Many(queues, () => Uniform(random, 0.5, 4)), most, servers),
            new int[queues]);
    }

    /// <summary>Two to four queues, each with servers of its own, and one pool that serves all, slower.</summary>
    private static QueueingCase Pools(RandomStream random, int n)
    {
        var queues = Between(random, 2, 4);
        var own = Many(queues, () => Uniform(random, 0.8, 1.5));
        var servers = Many(queues + 1, () => Between(random, 1, 3));
        double[][] rates =
        [
            .. own.Select((rate, p) => own.Select((_, j) => j == p ? rate : 0).ToArray()),
            [.. own.Select(rate => rate * Uniform(random, 0.6, 1))],
        ];
        var load = Uniform(random, 0.6, 0.95);
        double[] arrivals = [.. own.Select((rate, j) => load * rate * (servers[j] + (double)servers[queues] / queues))];
        var most = queues switch { 2 => 40, 3 => 16, _ => 8 };
        return new QueueingCase(
            $"pools {n}: {queues} queues, {string.Join(" + ", servers)} servers, at most {most}",
            Networks.Pools(arrivals, rates, servers, Many(queues, () => Uniform(random, 0.5, 4)), most), new int[queues]);
    }

    /// <summary>Arrival rates that together keep so many servers busy, shared out at random.</summary>
    private static double[] Loaded(RandomStream random, double[] rates, double busy)
    {
        var shares = Many(rates.Length, () => Uniform(random, 0.3, 1));
        return [.. rates.Select((rate, j) => busy * shares[j] / shares.Sum() * rate)];
    }

    private static T[] Many<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private static double Uniform(RandomStream random, double from, double to) => from + (to - from) * random.Uniform();

    private static int Between(RandomStream random, int least, int most) => least + (int)(random.Uniform() * (most - least + 1));
}
