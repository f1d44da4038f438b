using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using SyncOps.Tests.Shared;

namespace SyncOps.Benchmarks.Table;

/// <summary>A grain that does nothing but answer.</summary>
[Alias("SyncOps.Benchmarks.IEchoGrain")]
internal interface IEchoGrain : IGrainWithIntegerKey
{
    [Alias("Echo")]
    Task<int> Echo(int number);
}

/// <inheritdoc cref="IEchoGrain"/>
internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> Echo(int number) => Task.FromResult(number);
}

/// <summary>
/// What Orleans itself carries: calls a second of an external client over TCP, 100 callers with a grain each, to a silo that is a
/// process of its own and holds nothing else.
/// </summary>
internal static class RawCalls
{
    private const string ClusterName = "echo";
    private const int Callers = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    /// <summary>The silo, which <see cref="Measure"/> starts; it ends when its input does.</summary>
    public static Command CreateSilo()
    {
        var port = new Option<int>("--gateway-port") { Required = true };
        var command = new Command("echo-silo", "The silo that raw calls go to") { port };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.UseOrleans(silo => silo.UseLocalhostClustering(
                Ports.Free(), parsed.GetValue(port), serviceId: ClusterName, clusterId: ClusterName));
            using var host = builder.Build();
            await host.StartAsync(cancellation);
            Console.WriteLine("ready");
            await Console.In.ReadToEndAsync(cancellation);
            await host.StopAsync(cancellation);
            return 0;
        });
        return command;
    }

    public static async Task<double> Measure(CancellationToken cancellation)
    {
        Workbench.Say("raw calls of Orleans");
        var port = Ports.Free();
        var start = new ProcessStartInfo("dotnet", [typeof(RawCalls).Assembly.Location, "echo-silo", "--gateway-port", $"{port}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var silo = Process.Start(start)!;
        try
        {
            if (await silo.StandardOutput.ReadLineAsync(cancellation) != "ready")
                throw new InvalidOperationException("The silo for raw calls did not start.");
            return await Call(port, cancellation);
        }
        finally
        {
            silo.StandardInput.Close();
            await silo.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<double> Call(int port, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, port))
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (ClusterName, ClusterName)));
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(
            number => Task.Run(() => CallOne(grains.GetGrain<IEchoGrain>(number), clock), cancellation)));
        await host.StopAsync(cancellation);
        return counts.Sum() / Duration.TotalSeconds;
    }

    private static async Task<long> CallOne(IEchoGrain grain, Stopwatch clock)
    {
        long counted = 0;
        while (clock.Elapsed < WarmUp + Duration)
        {
            await grain.Echo(1);
            if (clock.Elapsed > WarmUp && clock.Elapsed < WarmUp + Duration) counted++;
        }
        return counted;
    }
}
