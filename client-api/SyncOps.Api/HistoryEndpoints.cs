using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>What a site's sectors and resources have recorded, read back from their journals.</summary>
internal static class HistoryEndpoints
{
    private const string ResourceMark = "@";

    public static void MapHistory(this IEndpointRouteBuilder api)
        => api.MapGet("/sites/{site}/history", Get).WithSummary(
            "Events as recorded and still kept, by sector and then by resource, in the order they came; "
            + "from, to (not included), sector, resource, limit, next");

    private static async Task<IResult> Get(string site, HttpRequest request, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        var (query, faults) = Read(request.Query, found.Floor);
        if (query is null) return Problems.Invalid(faults);

        var (items, next) = (new List<(Teller Of, RecordedEvent Recorded)>(), (string?)null);
        var after = query.After;
        foreach (var teller in query.Tellers)
        {
            var part = new HistoryPart([], after);
            do
            {
                var more = new HistoryQuery(query.From, query.Until, part.Next, query.Limit - items.Count);
                part = teller.IsResource
                    ? await grains.Resource(site, teller.Id).GetHistory(more)
                    : await grains.Sector(site, teller.Id).GetHistory(more);
                items.AddRange(part.Events.Select(recorded => (teller, recorded)));
            }
            while (part.Next is not null && items.Count < query.Limit);
            after = null;
            if (items.Count < query.Limit) continue;
            next = Token(teller, items[^1].Recorded.Place);
            break;
        }
        return Results.Bytes(Write(items, next), "application/json; charset=utf-8");
    }

    private static (Query? Query, IReadOnlyList<Fault> Faults) Read(IQueryCollection given, Floor floor)
    {
        var faults = new List<Fault>();
        var (from, until) = (Instant("from", InstantRange.Earliest), Instant("to", InstantRange.Latest));
        var limit = Answers.MaxPage;
        if (given["limit"].FirstOrDefault() is { } text && (!int.TryParse(text, out limit) || limit is < 1 or > Answers.MaxPage))
        {
            faults.Add(new Fault("limit", FaultCodes.OutOfRange,
                $"limit is '{text}': give a whole number from 1 to {Answers.MaxPage}."));
        }
        var (sector, resource) = (given["sector"].FirstOrDefault(), given["resource"].FirstOrDefault());
        if (sector is not null && floor.Sector(sector) is null) Unknown("sector", sector);
        if (resource is not null && floor.Resource(resource) is null) Unknown("resource", resource);
        var after = given["next"].FirstOrDefault();
        var (begin, place) = after is null ? (null, null) : Place(after);
        if (after is not null && begin is null)
            faults.Add(new Fault("next", FaultCodes.OutOfRange, $"next is '{after}': give what the page before ended with."));
        if (faults.Count > 0) return (null, faults);

        // Either alone leaves the other kind out; both together ask for both.
        var sectors = resource is not null && sector is null ? [] : Tellers(false, floor.Sectors.Select(s => s.Id), sector);
        var resources = sector is not null && resource is null ? [] : Tellers(true, floor.Resources.Select(r => r.Id), resource);
        var tellers = sectors.Concat(resources).SkipWhile(teller => begin is not null && Compare(teller, begin) < 0).ToList();
        // The one of the token may have gone from what is asked for; the next one begins at its start.
        return (new Query(from, until, limit, tellers, tellers.FirstOrDefault() == begin ? place : null), []);

        void Unknown(string kind, string id) => faults.Add(new Fault(kind, FaultCodes.UnknownReference,
            $"The site has no {kind} '{id}': GET its {kind}s for those it has, or leave this out for all."));

        DateTimeOffset Instant(string name, DateTimeOffset usual)
        {
            if (given[name].FirstOrDefault() is not { } written) return usual;
            if (ContractJson.TryReadInstant(written, out var instant) && InstantRange.Contains(instant)) return instant;
            faults.Add(new Fault(name, FaultCodes.BadInstant,
                $"{name} is '{written}': give an instant such as 2026-03-02T06:00:00Z, {InstantRange.Rule}."));
            return usual;
        }
    }

    private static IEnumerable<Teller> Tellers(bool isResource, IEnumerable<string> ids, string? only)
        => ids.Where(id => only is null || id == only).Order(StringComparer.Ordinal).Select(id => new Teller(isResource, id));

    private static int Compare(Teller a, Teller b)
        => a.IsResource == b.IsResource ? string.CompareOrdinal(a.Id, b.Id) : a.IsResource.CompareTo(b.IsResource);

    private static string Token(Teller of, HistoryPlace place)
        => string.Create(CultureInfo.InvariantCulture, $"{place.Sequence}.{place.Index}.{(of.IsResource ? ResourceMark : "")}{of.Id}");

    // An id may have points of its own, and none has the mark.
    private static (Teller? Of, HistoryPlace? Place) Place(string token)
        => token.Split('.', 3) is [var row, var index, var id] && Number(row) is { } sequence && Number(index) is < int.MaxValue and var i
            ? (id.StartsWith(ResourceMark, StringComparison.Ordinal) ? new Teller(true, id[ResourceMark.Length..]) : new Teller(false, id),
                new HistoryPlace(sequence, (int)i))
            : (null, null);

    private static long? Number(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static byte[] Write(List<(Teller Of, RecordedEvent Recorded)> items, string? next)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var (of, recorded) in items)
            {
                EventWriter.WriteRecorded(
                    json, of.IsResource ? "resource"u8 : "sector"u8, of.Id, recorded.Place.Sequence, recorded.Place.Index,
                    recorded.ReceivedAt, recorded.Event);
            }
            json.WriteEndArray();
            json.WriteString("next"u8, next);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Whose journal is read.</summary>
    private sealed record Teller(bool IsResource, string Id);

    private sealed record Query(DateTimeOffset From, DateTimeOffset Until, int Limit, IReadOnlyList<Teller> Tellers, HistoryPlace? After);
}
