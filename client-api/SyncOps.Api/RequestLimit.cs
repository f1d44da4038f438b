using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;

namespace SyncOps.Api;

/// <summary>Bounds the requests under way at once, so that overload is refused at the door instead of slowing everybody down.</summary>
internal static class RequestLimit
{
    public static void Configure(RateLimiterOptions limits)
    {
        // Live streams last for hours and have a bound of their own.
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Request.Path.Value?.EndsWith("/live", StringComparison.Ordinal) == true
                ? RateLimitPartition.GetNoLimiter("live")
                : RateLimitPartition.GetConcurrencyLimiter("requests", _ => new ConcurrencyLimiterOptions
                {
                    PermitLimit = context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.MaxRequests, QueueLimit = 0,
                }));
        limits.OnRejected = (rejected, _) => new ValueTask(Problems.From(new Refusal(
            RefusalKind.Unavailable, "As many requests as allowed are under way here: send this one again in a second."))
            .ExecuteAsync(rejected.HttpContext));
    }
}
