using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>What a request needs of a site: its floor and its clock, at the cost of one small grain call.</summary>
internal sealed class SiteAccess(IGrainFactory grains, FloorCache floors)
{
    /// <summary>The site, or null when it does not exist.</summary>
    public async ValueTask<KnownSite?> Find(string site)
    {
        if (!Names.IsValid(site) || await grains.Site(site).GetHeader() is not { } header) return null;
        return await floors.Get(site, header.Version) is { } floor
            ? new KnownSite(floor, header.Clock, header.HasEvents, header.ForkedFrom)
            : null;
    }

    /// <summary>The same words for a site that does not exist and for one that is not yours.</summary>
    public static IResult Unknown(string site)
        => Problems.NotFound($"There is no site '{site}': GET /api/v1/sites lists them, PUT /api/v1/sites/{{site}}/floor makes one.");

    public static bool IsDate(string date) => LocalDatePattern.Iso.Parse(date).Success;
}

/// <summary>A site that exists.</summary>
internal sealed record KnownSite(Floor Floor, ClockReading Clock, bool HasEvents, ForkOrigin? ForkedFrom);
