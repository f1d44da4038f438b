using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncOps.Lab.Queueing;

/// <summary>Reads the instance files of networks with known optimum.</summary>
public static partial class QueueingFile
{
    public static QueueingInstance Read(string path)
    {
        var root = LabJson.Read<JsonElement>(path);
        try
        {
            var kind = root.GetProperty("kind").GetString()!;
            var (objective, cases) = kind switch
            {
                "ctmc_throughput" => (root.GetProperty("objective").GetString()!, Throughput(root)),
                "mg1_priority" => ("cost_rate (minimise)", Priority(root)),
                "clearing_mdp" => (root.GetProperty("objective").GetString()!, Clearing(root)),
                "switching_mdp" => (root.GetProperty("objective").GetString()!, Switching(root)),
                "erlang" => ("Wq (minimise)", Erlang(root)),
                _ => throw new InstanceException($"{path}: kind \"{kind}\" is not known."),
            };
            return new QueueingInstance(root.GetProperty("id").GetString()!, kind, objective, [.. cases], [.. LeftOut(root)]);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InstanceException($"{path} does not have the members of its kind: {e.Message}");
        }
    }

    private static IEnumerable<QueueingCase> Throughput(JsonElement root)
    {
        foreach (var servers in root.GetProperty("servers").EnumerateObject())
        {
            var rates = servers.Value.GetProperty("mu").EnumerateArray().Select(Numbers).ToArray();
            foreach (var row in root.GetProperty(servers.Name).EnumerateObject())
            {
                int? buffer = row.Name == "inf" ? null : int.Parse(row.Name, CultureInfo.InvariantCulture);
                yield return new QueueingCase($"{servers.Name} B={row.Name}", Networks.Throughput(rates, [buffer]), [0, 0])
                {
                    Stated = row.Value.GetDouble(), Scale = -1,
                };
            }
        }
    }

    private static IEnumerable<QueueingCase> Priority(JsonElement root)
    {
        var optimal = root.GetProperty("cost_rate").EnumerateObject().Single(p => p.Name.Contains("(optimal)", StringComparison.Ordinal));
        var arrivals = Numbers(root.GetProperty("lam"));
        yield return new QueueingCase(
            root.GetProperty("id").GetString()!,
            Networks.Priority(arrivals, Numbers(root.GetProperty("mu")), Numbers(root.GetProperty("h"))), new int[arrivals.Length])
        {
            Stated = optimal.Value.GetDouble(),
        };
    }

    private static IEnumerable<QueueingCase> Clearing(JsonElement root)
        => root.GetProperty("rows").EnumerateArray().Select(row => new QueueingCase(
            row.GetProperty("id").GetString()!,
            Networks.Clearing(Numbers(row.GetProperty("mu")), Numbers(row.GetProperty("nu")), Numbers(row.GetProperty("h"))),
            [.. row.GetProperty("start").EnumerateArray().Select(n => n.GetInt32())])
        {
            Stated = row.GetProperty("optimal").GetDouble(), ToEmpty = true,
        });

    private static IEnumerable<QueueingCase> Switching(JsonElement root)
        => root.GetProperty("rows").EnumerateArray().Select(row => new QueueingCase(
            row.GetProperty("id").GetString()!,
            Networks.Switching(
                Numbers(row.GetProperty("lam")), Numbers(row.GetProperty("mu")), row.GetProperty("delta").GetDouble(),
                Numbers(row.GetProperty("h")), row.GetProperty("K").GetInt32()),
            [0, 0])
        {
            Stated = row.GetProperty("optimal").GetDouble(),
        });

    private static IEnumerable<QueueingCase> Erlang(JsonElement root)
    {
        foreach (var row in root.GetProperty("rows").EnumerateArray())
        {
            var system = row.GetProperty("system").GetString()!;
            var match = ErlangSystem().Match(system);
            if (!match.Success) throw new InstanceException($"\"{system}\" is not of the form N x M/M/c lam=x.");
            var pools = match.Groups["n"].Success ? int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) : 1;
            var servers = int.Parse(match.Groups["c"].Value, CultureInfo.InvariantCulture);
            var arrivals = double.Parse(match.Groups["lam"].Value, CultureInfo.InvariantCulture);
            // Each pool serves its own queue at rate 1; by Little's law the wait is L / lambda less one mean service.
            double[][] rates =
                [.. Enumerable.Range(0, pools).Select(p => Enumerable.Range(0, pools).Select(j => j == p ? 1.0 : 0).ToArray())];
            yield return new QueueingCase(
                system,
                Networks.Pools(Same(arrivals, pools), rates, Same(servers, pools), Same(1.0, pools)),
                new int[pools])
            {
                Stated = row.GetProperty("Wq").GetDouble(), Scale = 1 / (arrivals * pools), Offset = -1,
            };
        }
    }

    /// <summary>Tables of throughputs whose servers' rates the file does not give, and those of other policies.</summary>
    private static IEnumerable<string> LeftOut(JsonElement root)
    {
        if (!root.TryGetProperty("servers", out var servers)) yield break;
        foreach (var table in root.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object && p.Name != "servers"))
        {
            if (servers.TryGetProperty(table.Name, out _)) continue;
            yield return servers.TryGetProperty(table.Name.Split('_')[0], out _)
                ? $"{table.Name}: another policy's throughputs"
                : $"{table.Name}: the file gives no rates for it";
        }
    }

    private static T[] Same<T>(T value, int count) => [.. Enumerable.Repeat(value, count)];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];

    [GeneratedRegex(@"^((?<n>\d+) x )?M/M/(?<c>\d+) lam=(?<lam>\d+(\.\d+)?)( each)?( mu=1)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ErlangSystem();
}
