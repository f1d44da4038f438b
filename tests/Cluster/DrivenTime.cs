using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using SyncOps.Grains;
using SyncOps.Silo.Storage;
using SyncOps.Storage;

namespace SyncOps.Tests.Cluster;

/// <summary>
/// The one driver of a host's fake time. It runs with the machine, so that everything which waits goes on, and faster while a test
/// waits for a later hour.
/// </summary>
internal sealed class DrivenTime : IAsyncDisposable
{
    private const double Fast = 300;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _driving;
    private double _speed = 1;

    public DrivenTime() => _driving = Drive();

    /// <summary>
    /// A host that knows no other time. It reads storage's clock, which nobody drives, as seldom as it may; hours that pass in seconds
    /// make no call late, end no search early and are no stall to complain of.
    /// </summary>
    public FloorHost NewHost(Action<IServiceCollection>? more = null) => new(_time, services =>
    {
        more?.Invoke(services);
        services.Configure<StorageOptions>(storage => storage.ClockSync = TimeSpan.FromHours(1));
        services.Configure<GridOptions>(grid => grid.SolveBudgetMs = 60_000);
        services.Configure<SiloMessagingOptions>(calls => calls.ResponseTimeout = TimeSpan.FromDays(1));
        services.Configure<ClientMessagingOptions>(calls => calls.ResponseTimeout = TimeSpan.FromDays(1));
        services.AddLogging(log => log.AddFilter("Orleans", LogLevel.Critical));
    });

    /// <summary>Lets the hours pass until a site's clock shows an instant.</summary>
    public async Task Pass(TestSite site, DateTimeOffset until)
    {
        Volatile.Write(ref _speed, Fast);
        try
        {
            await TestSite.Until(site.Now, now => now >= until, seconds: 60);
        }
        finally
        {
            Volatile.Write(ref _speed, 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _driving;
        _stop.Dispose();
    }

    private async Task Drive()
    {
        var last = TimeProvider.System.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Beat, CancellationToken.None);
            var now = TimeProvider.System.GetTimestamp();
            _time.Advance(TimeProvider.System.GetElapsedTime(last, now) * Volatile.Read(ref _speed));
            last = now;
        }
    }
}
