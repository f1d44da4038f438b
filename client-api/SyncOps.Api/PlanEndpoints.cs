using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Plans;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>Living plans: reading, editing a named version, asking what-if.</summary>
internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder api)
    {
        var plan = api.MapGroup("/sites/{site}/plans/{date}");
        plan.MapGet("", Get).WithSummary("The living plan of a local day").Produces<PlanView>();
        plan.MapPut("", Put).WithSummary("Edit the plan; If-Match names the version it was edited from").Produces<PlanView>();
        plan.MapGet("/versions", Versions).WithSummary("The plan's versions, newest first").Produces<Page<PlanVersion>>();
        plan.MapPost("/what-if", WhatIfMoves).WithSummary("The projection with and without some moves");
    }

    private static async Task<IResult> Get(string site, string date, HttpContext context, SiteAccess sites, IGrainFactory grains)
    {
        var (plan, _, unknown) = await Find(site, date, sites, grains);
        return plan is null ? unknown! : Versioned(context, await plan.Get());
    }

    private static async Task<IResult> Put(
        string site, string date, HttpContext context, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        var (plan, floor, unknown) = await Find(site, date, sites, grains);
        if (plan is null) return unknown!;
        var (ifMatch, stale) = Answers.IfMatch(context.Request);
        if (stale is not null) return stale;
        if (ifMatch is not { } version)
        {
            return Problems.From(new Refusal(RefusalKind.VersionRequired,
                "A plan lives while you edit it: GET it and send its ETag as If-Match."));
        }
        using var body = await RequestBody.ReadJson(context.Request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var (edit, faults) = PlanEdit.Read(body.Bytes, floor!);
        return edit is null ? Problems.Invalid(faults) : Versioned(context, await plan.Put(edit, version));
    }

    private static async Task<IResult> Versions(string site, string date, HttpRequest request, SiteAccess sites, IGrainFactory grains)
    {
        var (plan, _, unknown) = await Find(site, date, sites, grains);
        if (plan is null) return unknown!;
        var outcome = await plan.GetVersions();
        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : Answers.Versions(request, outcome.Value!, v => v.Version);
    }

    private static async Task<IResult> WhatIfMoves(
        string site, string date, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        var (plan, floor, unknown) = await Find(site, date, sites, grains);
        if (plan is null) return unknown!;
        using var body = await RequestBody.ReadJson(request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var (ask, faults) = WhatIfRequest.Read(body.Bytes, floor!);
        return ask is null ? Problems.Invalid(faults) : Answers.From(await plan.WhatIf(ask.Moves));
    }

    private static async Task<(IPlanGrain? Plan, FloorDocument? Floor, IResult? Refusal)> Find(
        string site, string date, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return (null, null, SiteAccess.Unknown(site));
        return SiteAccess.IsDate(date)
            ? (grains.Plan(site, date), found.Floor.Document, null)
            : (null, null, Problems.NotFound($"'{date}' is no date: plans are asked for by local date, yyyy-MM-dd."));
    }

    private static IResult Versioned(HttpContext context, Outcome<PlanView> outcome)
        => outcome.Refusal is { } refusal ? Problems.From(refusal) : Answers.Versioned(context, outcome.Value, outcome.Value!.Version);
}
