using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>Sites, and the clock of stepped ones.</summary>
internal static class SiteEndpoints
{
    public static void MapSites(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sites", List).WithSummary("All sites").Produces<Page<SiteView>>();
        api.MapGet("/sites/{site}", Get).WithSummary("One site").Produces<SiteView>();
        api.MapPost("/sites/{site}/advance", Advance).WithSummary("Move a stepped clock, taking every decision that falls due");
        api.MapPost("/sites/{site}/fork", Fork).WithSummary("Make a stepped site of what the site was at an instant").Produces<SiteView>();
    }

    public static async Task<SiteView> View(string site, KnownSite found, IGrainFactory grains)
    {
        var summaries = await Task.WhenAll(found.Floor.Areas.Select(a => grains.Coordinator(site, a.Id).GetSummary()));
        var floor = found.Floor.Document;
        return new SiteView
        {
            Site = site, Name = floor.Name, Now = found.Clock.Now, Clock = floor.Clock, Version = found.Floor.Version,
            Sectors = floor.Sectors.Count(s => !s.Retired), Resources = floor.Resources.Count,
            OpenRecommendations = summaries.Sum(s => s.OpenRecommendations), LastEventAt = summaries.Max(s => s.LastEventAt),
            TimeZone = floor.TimeZone, Currency = floor.Currency, ForkedFrom = found.ForkedFrom,
        };
    }

    private static async Task<IResult> List(HttpRequest request, SiteAccess sites, IGrainFactory grains)
    {
        var views = new List<SiteView>();
        foreach (var id in await grains.SiteDirectory().List())
        {
            if (await sites.Find(id) is { } found) views.Add(await View(id, found, grains));
        }
        return Answers.Page(request, views, v => v.Site);
    }

    private static async Task<IResult> Get(string site, SiteAccess sites, IGrainFactory grains)
        => await sites.Find(site) is { } found ? Answers.Ok(await View(site, found, grains)) : SiteAccess.Unknown(site);

    private static async Task<IResult> Advance(
        string site, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        if (await sites.Find(site) is null) return SiteAccess.Unknown(site);
        using var body = await RequestBody.ReadJson(request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var (advance, faults) = AdvanceRequest.Read(body.Bytes);
        if (advance is null) return Problems.Invalid(faults);

        var outcome = await grains.Site(site).Advance(advance.To);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : Answers.Ok(new AdvanceAnswer(outcome.Value));
    }

    private static async Task<IResult> Fork(
        string site, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        if (await sites.Find(site) is null) return SiteAccess.Unknown(site);
        using var body = await RequestBody.ReadJson(request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var (fork, faults) = ForkRequest.Read(body.Bytes);
        if (fork is null) return Problems.Invalid(faults);

        var id = fork.SiteOf(site);
        var outcome = await grains.Site(id).ForkFrom(new ForkOrigin(site, fork.At));
        if (outcome.Refusal is { } refusal) return Problems.From(refusal);
        var made = await sites.Find(id) ?? throw new InvalidOperationException($"Fork '{id}' is made and cannot be found.");
        var view = await View(id, made, grains);
        return outcome.Value!.Created
            ? Results.Json(view, ContractJson.Options, statusCode: StatusCodes.Status201Created)
            : Answers.Ok(view);
    }

    private sealed record AdvanceAnswer(DateTimeOffset Now);
}
