using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using SyncOps.Client;

namespace SyncOps.Silo.Demo;

/// <summary>
/// Keeps the demo floor alive: feeds site <c>demo</c> over HTTP like any other client, step by step, from when the server listens until
/// the host stops. A failure is logged in one line and the run begins anew from what the site knows; the host never falls with it.
/// </summary>
internal sealed class DemoFloor(
    IServer server, IHostApplicationLifetime lifetime, IOptions<DemoFloorOptions> options, TimeProvider time, ILogger<DemoFloor> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Started(stoppingToken);
            using var client = SyncOpsClient.To(Address(), new SyncOpsClientOptions { Time = time });
            var documents = DemoDocuments.Read();
            while (!stoppingToken.IsCancellationRequested)
            {
                await Live(client, documents, stoppingToken);
                await Task.Delay(TimeSpan.FromSeconds(options.Value.RetrySeconds), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("The demo floor stops with the host.");
        }
        catch (InvalidOperationException failure)
        {
            log.LogError("The demo floor cannot run: {Reason} Everything else does.", failure.Message);
        }
    }

    private async Task Live(SyncOpsClient client, DemoDocuments documents, CancellationToken cancellation)
    {
        try
        {
            var feed = await DemoFeed.Start(client, documents, options.Value, cancellation);
            log.LogInformation("The demo floor lives from {Now:u} at {Speed} times real time.", feed.Now, options.Value.Speed);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.StepSeconds), time);
            do
            {
                await feed.Step(cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning(
                "The demo floor pauses for {Seconds} s: {Kind}: {Reason}",
                options.Value.RetrySeconds, failure.GetType().Name, failure.Message);
        }
    }

    private async Task Started(CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }

    /// <summary>Where this process listens; a wildcard host is reached by loopback.</summary>
    private Uri Address()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server tells no address to feed.");
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : binding.Host;
        return new UriBuilder(binding.Scheme, host, binding.Port, binding.PathBase).Uri;
    }
}
