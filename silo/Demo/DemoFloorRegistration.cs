using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncOps.Api;

namespace SyncOps.Silo.Demo;

public static class DemoFloorRegistration
{
    /// <summary>
    /// Adds the built-in demo floor, configured by section <c>Demo</c>; a value out of range stops the host at start with its name,
    /// value and range. Uses the host's <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddDemoFloor(this IServiceCollection services)
    {
        services.AddCheckedOptions<DemoFloorOptions>(DemoFloorOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHostedService<DemoFloor>();
    }
}
