using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Governance;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>What is at risk, from the enterprise down to an area.</summary>
internal static class GovernanceEndpoints
{
    public static void MapGovernance(this IEndpointRouteBuilder api)
    {
        api.MapGet("/governance", (SiteAccess sites, IGrainFactory grains) => Get(GrainKeys.Enterprise, sites, grains))
            .WithSummary("The whole enterprise").Produces<GovernanceView>();
        api.MapGet("/governance/{**node}", Get)
            .WithSummary("One node: enterprise, region:id, site:id or area:site/id").Produces<GovernanceView>();
    }

    private static async Task<IResult> Get(string node, SiteAccess sites, IGrainFactory grains)
    {
        node = Uri.UnescapeDataString(node);
        if (node == GrainKeys.Enterprise)
            return Answers.Ok(await grains.Governance(node).GetView() ?? new GovernanceView { Node = node });

        var (kind, id) = node.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (node[..colon], node[(colon + 1)..]) : ("", "");
        var view = kind switch
        {
            "site" => await Site(id, sites, grains),
            "area" => await Area(id, sites, grains),
            "region" when Names.IsValid(id) => await grains.Governance(node).GetView(),
            _ => null,
        };
        return view is not null
            ? Answers.Ok(view)
            : Problems.NotFound($"There is no node '{node}': use enterprise, region:<id>, site:<id> or area:<site>/<id>.");
    }

    private static async Task<GovernanceView?> Site(string site, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is null) return null;
        var node = GrainKeys.SiteNode(site);
        return await grains.Governance(node).GetView() ?? new GovernanceView { Node = node };
    }

    private static async Task<GovernanceView?> Area(string id, SiteAccess sites, IGrainFactory grains)
    {
        if (!id.Contains('/', StringComparison.Ordinal)) return null;
        var (site, area) = GrainKeys.Split(id);
        return await sites.Find(site) is { } found && found.Floor.Areas.Any(a => a.Id == area)
            ? await grains.Coordinator(site, area).GetReport()
            : null;
    }
}
