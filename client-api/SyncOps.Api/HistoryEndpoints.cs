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

/// <summary>What a site's sectors have recorded, read back from their journals.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder api)
        => api.MapGet("/sites/{site}/history", Get).WithSummary(
            "Work events as recorded and still kept, by sector and in the order they came; from, to (not included), sector, limit, next");

    private static async Task<IResult> Get(string site, HttpRequest request, SiteAccess sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is not { } found) return SiteAccess.Unknown(site);
        var (query, faults) = Read(request.Query, found.Floor);
        if (query is null) return Problems.Invalid(faults);

        var (items, next) = (new List<(string Sector, RecordedEvent Recorded)>(), (string?)null);
        var after = query.After;
        foreach (var sector in query.Sectors)
        {
            var part = new HistoryPart([], after);
            do
            {
                part = await grains.Sector(site, sector)
                    .GetHistory(new HistoryQuery(query.From, query.Until, part.Next, query.Limit - items.Count));
                items.AddRange(part.Events.Select(recorded => (sector, recorded)));
            }
            while (part.Next is not null && items.Count < query.Limit);
            after = null;
            if (items.Count < query.Limit) continue;
            next = Token(sector, items[^1].Recorded.Place);
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
        var only = given["sector"].FirstOrDefault();
        if (only is not null && floor.Sector(only) is null)
        {
            faults.Add(new Fault("sector", FaultCodes.UnknownReference,
                $"The site has no sector '{only}': GET its sectors for those it has, or leave this out for all."));
        }
        var after = given["next"].FirstOrDefault();
        var (begin, place) = after is null ? (null, null) : Place(after);
        if (after is not null && begin is null)
            faults.Add(new Fault("next", FaultCodes.OutOfRange, $"next is '{after}': give what the page before ended with."));
        if (faults.Count > 0) return (null, faults);

        var sectors = floor.Sectors.Select(s => s.Id).Where(id => only is null || id == only).Order(StringComparer.Ordinal)
            .SkipWhile(id => begin is not null && string.CompareOrdinal(id, begin) < 0).ToList();
        // The sector of the token may have gone from what is asked for; the next one begins at its start.
        return (new Query(from, until, limit, sectors, sectors.FirstOrDefault() == begin ? place : null), []);

        DateTimeOffset Instant(string name, DateTimeOffset usual)
        {
            if (given[name].FirstOrDefault() is not { } written) return usual;
            if (ContractJson.TryReadInstant(written, out var instant) && InstantRange.Contains(instant)) return instant;
            faults.Add(new Fault(name, FaultCodes.BadInstant,
                $"{name} is '{written}': give an instant such as 2026-03-02T06:00:00Z, {InstantRange.Rule}."));
            return usual;
        }
    }

    private static string Token(string sector, HistoryPlace place)
        => string.Create(CultureInfo.InvariantCulture, $"{place.Sequence}.{place.Index}.{sector}");

    // An id may have points of its own.
    private static (string? Sector, HistoryPlace? Place) Place(string token)
        => token.Split('.', 3) is [var row, var index, var sector]
            && Number(row) is { } sequence && Number(index) is < int.MaxValue and var i
            ? (sector, new HistoryPlace(sequence, (int)i))
            : (null, null);

    private static long? Number(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static byte[] Write(List<(string Sector, RecordedEvent Recorded)> items, string? next)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var (sector, recorded) in items)
            {
                json.WriteStartObject();
                json.WriteString("sector"u8, sector);
                json.WriteNumber("sequence"u8, recorded.Place.Sequence);
                json.WriteNumber("index"u8, recorded.Place.Index);
                json.WriteString("receivedAt"u8, ContractJson.Write(recorded.ReceivedAt));
                json.WritePropertyName("event"u8);
                EventWriter.Write(json, recorded.Event);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("next"u8, next);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }

    private sealed record Query(DateTimeOffset From, DateTimeOffset Until, int Limit, IReadOnlyList<string> Sectors, HistoryPlace? After);
}
