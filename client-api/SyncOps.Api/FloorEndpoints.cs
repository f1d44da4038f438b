using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>Floor and day documents: whole, checked as a whole, versioned by entity tag.</summary>
internal static class FloorEndpoints
{
    /// <summary>Timers go by a clock that is as coarse as this, and may be early by it.</summary>
    private static readonly TimeSpan EarlyTimer = TimeSpan.FromMilliseconds(20);

    public static void MapFloors(this IEndpointRouteBuilder api)
    {
        api.MapPut("/sites/{site}/floor", PutFloor).WithSummary("Store a floor document").Accepts<FloorDocument>("application/json");
        api.MapGet("/sites/{site}/floor", GetFloor).WithSummary("The floor document").Produces<FloorDocument>();
        api.MapPut("/sites/{site}/days/{date}", PutDay).WithSummary("Store a day document").Accepts<DayDocument>("application/json");
        api.MapGet("/sites/{site}/days/{date}", GetDay).WithSummary("The day document").Produces<DayDocument>();
    }

    private static async Task<IResult> PutFloor(string site, HttpContext context, IGrainFactory grains, CancellationToken cancellation)
    {
        if (!Names.IsValid(site))
            return Problems.Invalid(new Fault("site", FaultCodes.BadId, $"The site id '{site}' is not valid: use {Names.Rule}."));
        var (ifMatch, stale) = Answers.IfMatch(context.Request);
        if (stale is not null) return stale;
        using var body = await RequestBody.ReadJson(context.Request, cancellation);
        if (body.Refusal is { } refused) return refused;

        var (floor, faults) = FloorReader.Read(body.Bytes, site);
        if (floor is null) return Problems.Invalid(faults);
        var outcome = await grains.Site(site).PutFloor(floor, ifMatch);
        if (outcome.Refusal is { } refusal) return Problems.From(refusal);
        var stored = outcome.Value!;
        // No gateway goes by what the site was before once the answer is there.
        if (!stored.Created) await Task.Delay(SiteHeader.GoodFor + EarlyTimer, cancellation);
        return Answers.Versioned(context, stored.Document, stored.Version, stored.Created);
    }

    private static async Task<IResult> GetFloor(string site, HttpContext context, SiteAccess sites)
        => await sites.Find(site) is { } found
            ? Answers.Versioned(context, found.Floor.Document, found.Floor.Version)
            : SiteAccess.Unknown(site);

    private static async Task<IResult> PutDay(
        string site, string date, HttpContext context, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        var (ifMatch, stale) = Answers.IfMatch(context.Request);
        if (stale is not null) return stale;
        using var body = await RequestBody.ReadJson(context.Request, cancellation);
        if (body.Refusal is { } refused) return refused;

        var (day, faults) = DayReader.Read(body.Bytes, found.Floor.Document, date);
        if (day is null) return Problems.Invalid(faults);
        var outcome = await grains.Day(site, date).Put(day, ifMatch);
        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : Answers.Versioned(context, outcome.Value!.Document, outcome.Value.Version, outcome.Value.Created);
    }

    private static async Task<IResult> GetDay(string site, string date, HttpContext context, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is null) return SiteAccess.Unknown(site);
        if (!SiteAccess.IsDate(date) || await grains.Day(site, date).Get() is not { } day)
            return Problems.NotFound($"Site '{site}' has no document for day '{date}': dates are yyyy-MM-dd; PUT it first.");
        return Answers.Versioned(context, day.Document, day.Version);
    }
}
