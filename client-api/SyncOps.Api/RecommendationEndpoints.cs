using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>Cards: reading them and deciding about them.</summary>
internal static class RecommendationEndpoints
{
    public static void MapRecommendations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sites/{site}/recommendations", List).WithSummary("Cards, all or of some states").Produces<Page<Recommendation>>();
        var card = api.MapGroup("/sites/{site}/recommendations/{id}");
        card.MapGet("", Get).WithSummary("One card").Produces<Recommendation>();
        card.MapPost("/accept", Accept).WithSummary("Accept a card, a part of it, or it with another person").Produces<Recommendation>();
        card.MapPost("/reject", Reject).WithSummary("Reject a card with a reason").Produces<Recommendation>();
        card.MapPost("/snooze", Snooze).WithSummary("Put a card aside for some minutes").Produces<Recommendation>();
    }

    /// <summary>All cards of a site in id order; only those in the given states, or all.</summary>
    public static async Task<List<Recommendation>> All(string site, Floor floor, IGrainFactory grains, IReadOnlyList<CardState>? states)
    {
        var areas = await Task.WhenAll(floor.Areas.Select(a => grains.Coordinator(site, a.Id).GetRecommendations(states)));
        var cards = areas.SelectMany(a => a).ToList();
        cards.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return cards;
    }

    private static async Task<IResult> List(string site, string? state, HttpRequest request, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        List<CardState>? states = null;
        foreach (var word in (state ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Words.TryRead<CardState>(word, out var value))
            {
                return Problems.Invalid(new Fault("state", FaultCodes.UnknownWord,
                    $"'{word}' is no state of a card: use {Words.List<CardState>()}, separated by commas."));
            }
            (states ??= []).Add(value);
        }
        return Answers.Page(request, await All(site, found.Floor, grains, states), c => c.Id);
    }

    private static async Task<IResult> Get(string site, string id, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        if (CoordinatorOf(site, id, found.Floor, grains) is not { } coordinator) return Unknown(site, id);
        return await coordinator.Find(id) is { } card ? Answers.Ok(card) : Unknown(site, id);
    }

    private static Task<IResult> Accept(
        string site, string id, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
        => Decide(site, id, request, sites, grains, AcceptRequest.Read,
            (coordinator, command, accept) => coordinator.Accept(command, accept.Actions), cancellation);

    private static Task<IResult> Reject(
        string site, string id, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
        => Decide(site, id, request, sites, grains, RejectRequest.Read,
            (coordinator, command, reject) => coordinator.Reject(command, reject.Reason), cancellation);

    private static Task<IResult> Snooze(
        string site, string id, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
        => Decide(site, id, request, sites, grains, SnoozeRequest.Read,
            (coordinator, command, snooze) => coordinator.Snooze(command, snooze.Minutes), cancellation);

    private static async Task<IResult> Decide<T>(
        string site, string id, HttpRequest request, SiteAccess sites, IGrainFactory grains,
        Func<ReadOnlyMemory<byte>, (T? Value, IReadOnlyList<Fault> Faults)> read,
        Func<ICoordinatorGrain, CardCommand, T, Task<Outcome<Recommendation>>> decide, CancellationToken cancellation) where T : class
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        if (CoordinatorOf(site, id, found.Floor, grains) is not { } coordinator) return Unknown(site, id);
        var key = request.Headers["Idempotency-Key"].FirstOrDefault();
        if (key is { Length: 0 or > Names.MaxEventNameLength })
        {
            return Problems.Invalid(new Fault("Idempotency-Key", FaultCodes.OutOfRange,
                $"The Idempotency-Key has {key.Length} characters: use 1 to {Names.MaxEventNameLength}."));
        }
        using var body = await RequestBody.ReadJson(request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var (value, faults) = read(body.Bytes);
        return value is null
            ? Problems.Invalid(faults)
            : Answers.From(await decide(coordinator, new CardCommand(id, DevelopmentIdentity.Name, key), value));
    }

    /// <summary>A card's id begins with its area's: the longest area id that fits is the one.</summary>
    private static ICoordinatorGrain? CoordinatorOf(string site, string id, Floor floor, IGrainFactory grains)
        => floor.Areas
            .Where(a => id.StartsWith(a.Id + "-", StringComparison.Ordinal))
            .OrderByDescending(a => a.Id.Length)
            .Select(a => grains.Coordinator(site, a.Id))
            .FirstOrDefault();

    private static IResult Unknown(string site, string id)
        => Problems.NotFound($"Site '{site}' has no recommendation '{id}': GET /api/v1/sites/{site}/recommendations lists them.");
}
