using System.CommandLine;
using SyncOps.Engine.Capacity;

namespace SyncOps.Lab.Capacity;

/// <summary>The largest arrival rate of a network and what each sector's capacity is worth.</summary>
public static class CapacityCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Instance: n, mu and visit" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("capacity", "Solves the static planning problem") { file, json };
        command.SetAction(parsed =>
        {
            var result = Solve(parsed.GetValue(file)!);
            LabJson.Print(
                result, parsed.GetValue(json),
                $"{result.Id}: lambda* {result.LambdaStar:0.000000}; prices {string.Join(' ', result.Prices.Select(p => $"{p:0.0000}"))}");
        });
        return command;
    }

    /// <summary>Reads and solves one instance.</summary>
    public static CapacityResult Solve(string path)
    {
        var instance = LabJson.Read<CapacityInstance>(path);
        var model = new CapacityModel { Servers = instance.N, UnitsPerHour = instance.Mu, Visits = instance.Visit };
        if (model.Fault() is { } fault) throw new InstanceException($"{path}: {fault}");
        var plan = CapacityPlanner.Solve(model);
        return new CapacityResult(instance.Id, plan.MaxArrivalsPerHour, plan.Prices, plan.Shares);
    }

    private sealed record CapacityInstance(string Id, double[] N, double[][] Mu, double[] Visit);
}

/// <summary>As printed. The allocation is each class's share of time by sector.</summary>
public sealed record CapacityResult(
    string Id, double LambdaStar, IReadOnlyList<double> Prices, IReadOnlyList<IReadOnlyList<double>> Allocation);
