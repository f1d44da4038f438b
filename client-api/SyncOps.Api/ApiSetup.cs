using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Scalar.AspNetCore;
using SyncOps.Api.Live;
using SyncOps.Engine.Contract;
using SyncOps.GrainInterfaces;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace SyncOps.Api;

/// <summary>The client API as a part of a host: services, endpoints, and one answer for everything unexpected.</summary>
public static class ApiSetup
{
    public const string BasePath = "/api/v1";

    public static IServiceCollection AddSyncOpsApi(this IServiceCollection services)
    {
        services.AddSyncOpsHealth();
        services.AddCheckedOptions<ApiOptions>("Api");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FloorCache>();
        services.AddSingleton<SiteAccess>();
        services.AddSingleton<OutageLog>();
        services.AddSingleton<SiteFeeds>();
        services.AddHostedService(provider => provider.GetRequiredService<SiteFeeds>());
        services.ConfigureHttpJsonOptions(json => ContractJson.Configure(json.SerializerOptions));
        services.AddOpenApi();
        services.AddSingleton<RefusalPace>();
        services.AddRateLimiter(RequestLimit.Configure);
        services.Replace(ServiceDescriptor.Singleton<IMemoryPoolFactory<byte>, ConnectionMemory>());
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Bodies are bounded where they are read, so that the answer can say how.
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes * 4;
        });
        return services;
    }

    /// <summary>What every process tells of itself, whether or not it serves the API.</summary>
    public static IServiceCollection AddSyncOpsHealth(this IServiceCollection services) => services.AddHealthChecks().Services;

    public static void MapSyncOpsHealth(this WebApplication app)
    {
        // Never counted: who is overloaded must not be restarted for it.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).DisableRateLimiting();
        app.MapHealthChecks("/health/ready").DisableRateLimiting();
    }

    public static void UseSyncOpsApi(this WebApplication app)
    {
        app.UseExceptionHandler(handler => handler.Run(Unexpected));
        app.UseStatusCodePages(Bare);
        app.UseRateLimiter();
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options.WithTitle("SyncOps API").DisableDefaultFonts().DisableTelemetry());
        app.MapSyncOpsHealth();

        var api = app.MapGroup(BasePath).RequireRateLimiting(RequestLimit.SiteLimit.Policy);
        api.MapSites();
        api.MapFloors();
        api.MapEvents();
        api.MapFloorState();
        api.MapHistory();
        api.MapRecommendations();
        api.MapPlans();
        api.MapGovernance();
        api.MapLive();
    }

    /// <summary>A lost dependency is 503 with Retry-After; a broken request 400; anything else is our bug, 500, and logged.</summary>
    private static async Task Unexpected(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var answer = error switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.TooLarge(RequestBody.MaxBytes),
            BadHttpRequestException bad => Problems.Bare(bad.StatusCode, bad.Message),
            not null when Outages.IsOutage(error) => Problems.From(Outages.Refusal),
            _ => Problems.Bare(StatusCodes.Status500InternalServerError, "Something went wrong here; it was logged."),
        };
        if (error is not null && Outages.IsOutage(error)) context.RequestServices.GetRequiredService<OutageLog>().Note(error);
        else if (error is not BadHttpRequestException)
        {
            context.RequestServices.GetRequiredService<ILogger<OutageLog>>()
                .LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
        }
        await answer.ExecuteAsync(context);
    }

    /// <summary>Statuses that routing gives without a body: an unknown path, a method that a path does not have.</summary>
    private static Task Bare(StatusCodeContext status)
    {
        var context = status.HttpContext;
        var detail = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}: /docs lists what there is.",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} has no {context.Request.Method}: /docs lists what it has.",
            _ => "The request was not understood: /docs tells how to ask.",
        };
        return Problems.Bare(context.Response.StatusCode, detail).ExecuteAsync(context);
    }
}
