using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SyncOps.Silo.Demo;

public static class DemoFloorRegistration
{
    /// <summary>
    /// Adds the built-in demo floor, configured by section <c>Demo</c>; a value out of range stops the host at start with its name and
    /// range. Uses the host's <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddDemoFloor(this IServiceCollection services)
    {
        services.AddOptions<DemoFloorOptions>().BindConfiguration(DemoFloorOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHostedService<DemoFloor>();
    }
}
