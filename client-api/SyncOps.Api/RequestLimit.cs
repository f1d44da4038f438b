using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Contract;

namespace SyncOps.Api;

/// <summary>
/// Bounds the requests under way at once, of all sites here and of each in <see cref="SiteLimit"/>, so that overload is refused at the door
/// instead of slowing everybody down. Requests under way and not a rate: what gets through is what the grid can take. What a site sends
/// beyond that waits for a little before it is refused.
/// </summary>
internal static class RequestLimit
{
    public static void Configure(RateLimiterOptions limits)
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RequestKind.Of(context) == RequestKind.Live
            ? RateLimitPartition.GetNoLimiter("live")
            : RateLimitPartition.GetConcurrencyLimiter("requests", _ => new() { PermitLimit = Options(context).MaxRequests }));
        limits.OnRejected = (rejected, _) => Refuse(
            rejected, RefusalKind.Unavailable, "As many requests as allowed are under way here");
        limits.AddPolicy<(bool, string), SiteLimit>(SiteLimit.Policy);
    }

    private static ApiOptions Options(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value;

    private static ValueTask Refuse(OnRejectedContext rejected, RefusalKind kind, string why)
    {
        var seconds = rejected.HttpContext.RequestServices.GetRequiredService<RefusalPace>().Next();
        var refusal = new Refusal(kind, $"{why}: send this one again in {seconds} s.");
        return new ValueTask(Problems.From(refusal, seconds).ExecuteAsync(rejected.HttpContext));
    }

    /// <summary>
    /// The share of one site: who sends more than the grid can take waits for itself and not in front of others. Who reads is not held up
    /// by who writes.
    /// </summary>
    internal sealed class SiteLimit : IRateLimiterPolicy<(bool IsOfEvents, string Site)>
    {
        public const string Policy = "site";

        /// <summary>
        /// Who waits in a line that does not end waits for twice as long as those under way take: enough that none of them is missing, and
        /// little enough that what waits is still at hand. Lines of 4 and 32 times as long carried a tenth and a fifth less.
        /// </summary>
        private const int StandingTurns = 2;

        public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = (rejected, _) => Refuse(
            rejected, RefusalKind.Busy,
            $"{Options(rejected.HttpContext).MaxRequestsPerSite} requests of site '{rejected.HttpContext.GetRouteValue("site")}' are under "
            + "way here, which is as many as allowed, and others wait");

        public RateLimitPartition<(bool IsOfEvents, string Site)> GetPartition(HttpContext context)
        {
            var kind = RequestKind.Of(context);
            return kind == RequestKind.Live || context.GetRouteValue("site") is not string site
                ? RateLimitPartition.GetNoLimiter((false, ""))
                : RateLimitPartition.Get((kind == RequestKind.Events, site), _ => LineOf(Options(context), context.RequestServices));
        }

        private static WaitingLine LineOf(ApiOptions options, IServiceProvider services) => new(
            options.MaxRequestsPerSite, options.MaxWaitingPerSite, StandingTurns * options.MaxRequestsPerSite, options.LongestWait,
            services.GetRequiredService<TimeProvider>());
    }
}

/// <summary>
/// What marks an endpoint whose requests are not counted with all others. Paths do not tell: routing takes them in any case and with a
/// slash at their end, and an id may be any of their words.
/// </summary>
internal sealed class RequestKind
{
    /// <summary>Live streams: they last for hours and have a bound of their own.</summary>
    public static readonly RequestKind Live = new();

    /// <summary>Requests that bring events.</summary>
    public static readonly RequestKind Events = new();

    private RequestKind()
    {
    }

    /// <summary>The kind of the request's endpoint, which routing has chosen before; null: one of all others.</summary>
    public static RequestKind? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RequestKind>();
}
