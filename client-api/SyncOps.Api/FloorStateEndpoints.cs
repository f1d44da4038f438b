using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>Sectors and resources as they are now, and moving a resource by hand.</summary>
internal static class FloorStateEndpoints
{
    public static void MapFloorState(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sites/{site}/sectors", Sectors).WithSummary("All sectors").Produces<Page<SectorView>>();
        api.MapGet("/sites/{site}/sectors/{sector}", Sector).WithSummary("One sector").Produces<SectorView>();
        api.MapGet("/sites/{site}/resources", Resources).WithSummary("All resources").Produces<Page<ResourceView>>();
        api.MapGet("/sites/{site}/resources/{resource}", Resource).WithSummary("One resource").Produces<ResourceView>();
        api.MapPost("/sites/{site}/resources/{resource}/move", Move).WithSummary("Move a resource, once per commandId");
    }

    /// <summary>Views of sectors, in their order: each sector's own load, and the outlook that its coordinator last told.</summary>
    private static async Task<SectorView[]> Views(string site, Floor floor, IReadOnlyList<SectorSpec> sectors, IGrainFactory grains)
    {
        var outlooks = new Dictionary<string, SectorOutlook>(StringComparer.Ordinal);
        var areas = sectors.Select(s => s.Area).Distinct(StringComparer.Ordinal);
        foreach (var told in await Task.WhenAll(areas.Select(a => grains.Coordinator(site, a).GetOutlook())))
        {
            foreach (var outlook in told) outlooks[outlook.Sector] = outlook;
        }
        return await Task.WhenAll(sectors.Select(async s => SectorViews.From(
            await grains.Sector(site, s.Id).GetLoad(), outlooks.GetValueOrDefault(s.Id), floor)));
    }

    private static async Task<IResult> Sectors(string site, HttpRequest request, SiteAccess sites, IGrainFactory grains)
        => await sites.Find(site) is { } found
            ? await Answers.Page(request, found.Floor.Sectors, s => s.Id, page => Views(site, found.Floor, page, grains))
            : SiteAccess.Unknown(site);

    private static async Task<IResult> Sector(string site, string sector, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        if (found.Floor.Sector(sector) is not { } spec)
            return Problems.NotFound($"Site '{site}' has no sector '{sector}': GET /api/v1/sites/{site}/sectors lists them.");
        var outlooks = await grains.Coordinator(site, spec.Area).GetOutlook();
        var load = await grains.Sector(site, sector).GetLoad();
        return Answers.Ok(SectorViews.From(load, outlooks.FirstOrDefault(o => o.Sector == sector), found.Floor));
    }

    private static async Task<IResult> Resources(string site, HttpRequest request, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        return await Answers.Page(
            request, found.Floor.Resources, r => r.Id, page => Task.WhenAll(page.Select(r => grains.Resource(site, r.Id).GetView())));
    }

    private static async Task<IResult> Resource(string site, string resource, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        return found.Floor.Resource(resource) is null
            ? UnknownResource(site, resource)
            : Answers.Ok(await grains.Resource(site, resource).GetView());
    }

    private static async Task<IResult> Move(
        string site, string resource, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        if (found.Floor.Resource(resource) is null) return UnknownResource(site, resource);
        using var body = await RequestBody.ReadJson(request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var (move, faults) = MoveRequest.Read(body.Bytes, found.Floor.Document);
        return move is null
            ? Problems.Invalid(faults)
            : Answers.From(await grains.Resource(site, resource).Move(new MoveCommand(move.To, move.CommandId, Until: move.Until)));
    }

    private static IResult UnknownResource(string site, string resource)
        => Problems.NotFound($"Site '{site}' has no resource '{resource}': GET /api/v1/sites/{site}/resources lists them.");
}
