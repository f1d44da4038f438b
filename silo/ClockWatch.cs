namespace SyncOps.Silo;

/// <summary>
/// Ends a silo of a cluster whose machine's clock went back by minutes, with exit code 1, so that it is started again: Orleans schedules
/// by that clock, and would activate no grain here before it has caught up. A clock that goes ahead does no harm.
/// </summary>
internal sealed class ClockWatch(TimeProvider time, IHostApplicationLifetime host, ILogger<ClockWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Well within the 15 min after which an idle grain is collected, which is what Orleans can put up with.</summary>
    private static readonly TimeSpan MostBack = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MostForStop = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var latest = time.GetUtcNow();
        using var timer = new PeriodicTimer(Period, time);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var now = time.GetUtcNow();
            if (latest - now > MostBack)
            {
                logger.LogCritical(
                    "The machine's clock went back from {Latest:u} to {Now:u}: this silo ends and must be started again", latest, now);
                Environment.ExitCode = 1;
                host.StopApplication();
                // What stops by such a clock may never end; what was acknowledged is stored.
                _ = Task.Delay(MostForStop, time, CancellationToken.None).ContinueWith(
                    _ => Environment.Exit(1), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }
            if (now > latest) latest = now;
        }
    }
}
