using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using SyncOps.Engine.Contract;

namespace SyncOps.Api.Live;

/// <summary>Live streams as server-sent events. They resume by version and end with <c>bye</c> when the host drains.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this IEndpointRouteBuilder api)
        => api.MapGet("/sites/{site}/live", Watch).WithSummary("Everything that changes on a site, as server-sent events")
            .WithMetadata(RequestKind.Live);

    private static async Task<IResult> Watch(
        string site, HttpContext context, SiteAccess sites, SiteFeeds feeds, IHostApplicationLifetime lifetime)
    {
        if (await sites.Find(site) is null) return SiteAccess.Unknown(site);
        if (!feeds.TryOpen())
        {
            return Problems.From(new Refusal(RefusalKind.Unavailable,
                "This gateway serves as many live streams as it may: try again later or another gateway."));
        }
        try
        {
            var since = long.TryParse(context.Request.Headers["Last-Event-ID"].ToString(), out var version) ? version : (long?)null;
            var (feed, viewer) = await feeds.Join(site, since);
            await Serve(context, feed, viewer, lifetime.ApplicationStopping);
            return Results.Empty;
        }
        finally
        {
            feeds.Close();
        }
    }

    private static async Task Serve(HttpContext context, SiteFeed feed, Viewer viewer, CancellationToken draining)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, draining);
        try
        {
            await Pump(context, feed, viewer, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            if (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(feed.Bye("The server is shutting down.").Bytes, CancellationToken.None);
        }
        finally
        {
            feed.Leave(viewer);
        }
    }

    private static async Task Pump(HttpContext context, SiteFeed feed, Viewer viewer, CancellationToken cancellation)
    {
        var output = context.Response.BodyWriter;
        while (await viewer.Frames.WaitToReadAsync(cancellation))
        {
            while (viewer.Frames.TryRead(out var frame))
            {
                if (viewer.IsBehind)
                {
                    viewer.CaughtUp();
                    frame = feed.Snapshot();
                }
                await output.WriteAsync(frame.Bytes, cancellation);
            }
            await output.FlushAsync(cancellation);
        }
    }
}
