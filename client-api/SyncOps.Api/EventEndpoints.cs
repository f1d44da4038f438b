using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>
/// The way in for floor events: CloudEvents, single, in batches or in binary mode. A batch is checked as a whole first, then each
/// sector and resource records its part; the answer comes when all of it is durable.
/// </summary>
internal static class EventEndpoints
{
    private const string Single = EventWriter.MediaType;
    private const string Batch = EventWriter.BatchMediaType;

    public static void MapEvents(this IEndpointRouteBuilder api)
        => api.MapPost("/sites/{site}/events", Post).WithSummary("Record floor events (CloudEvents 1.0)")
            .Accepts<object>(Batch, Single, "application/json").WithMetadata(RequestKind.Events);

    private static async Task<IResult> Post(
        string site, HttpRequest request, SiteAccess sites, IGrainFactory grains, CancellationToken cancellation)
    {
        if (await sites.FindRecent(site) is not { } found) return SiteAccess.Unknown(site);
        var type = RequestBody.MediaTypeOf(request);
        var isBinary = request.Headers.ContainsKey("ce-specversion") || request.Headers.ContainsKey("ce-type");
        if (type is not (Single or Batch) && !(isBinary && type == "application/json"))
            return Problems.UnsupportedMediaType(request.ContentType, $"{Batch}, {Single}, or application/json with ce- headers");

        using var body = await RequestBody.Read(request, cancellation);
        if (body.Refusal is { } refused) return refused;
        var now = found.Clock.Now;
        var (events, faults) = type switch
        {
            Batch => EventReader.ReadBatch(body.Bytes, found.Floor, now),
            Single => EventReader.ReadOne(body.Bytes, found.Floor, now),
            _ => EventReader.ReadBinary(Headers(request), body.Bytes, found.Floor, now),
        };
        if (faults.Count > 0) return Problems.Invalid(faults);
        if (events.Count == 0) return Answers.Brief(new EventsAnswer(0, 0));
        if (!found.HasEvents) await grains.Site(site).NoteEvents();
        return await Record(site, events, grains);
    }

    private static List<KeyValuePair<string, string>> Headers(HttpRequest request)
        => [.. request.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.ToString()))];

    private static async Task<IResult> Record(string site, IReadOnlyList<FloorEvent> events, IGrainFactory grains)
    {
        var parts = Split(events);
        if (parts.Count > 1)
        {
            var found = await Task.WhenAll(parts.Select(p => p.FindConflicts(site, grains)));
            if (found.Any(conflicts => conflicts.Count > 0)) return Conflicting(events, parts.Zip(found));
        }
        var results = parts is [var only]
            ? [await only.Record(site, grains)]
            : await Task.WhenAll(parts.Select(p => p.Record(site, grains)));
        if (results.Any(r => r.Conflicts is not null)) return Conflicting(events, parts.Zip(results.Select(r => r.Conflicts ?? [])));
        return results.FirstOrDefault(r => r.Refusal is not null)?.Refusal is { } refusal
            ? Problems.From(refusal)
            : Answers.Brief(new EventsAnswer(results.Sum(r => r.Accepted), results.Sum(r => r.Duplicates)));
    }

    private static IResult Conflicting(
        IReadOnlyList<FloorEvent> events, IEnumerable<(EventPart Part, IReadOnlyList<int> Conflicts)> found)
    {
        var places = found.SelectMany(f => f.Conflicts.Select(c => f.Part.Places[c])).Order().Take(100);
        return Problems.Invalid([.. places.Select(i => new Fault($"$[{i}].id", FaultCodes.IdentityReused,
            $"Event '{events[i].Id}' of source '{events[i].Source}' was recorded before with another payload: "
            + "send a new id for a new fact.", i))]);
    }

    /// <summary>The batch by the sector or resource that records it, each part in the batch's order.</summary>
    private static List<EventPart> Split(IReadOnlyList<FloorEvent> events)
    {
        var parts = new List<EventPart>();
        var index = new Dictionary<(bool, string), EventPart>();
        EventPart? part = null;
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            var key = (e.IsWork, e.IsWork ? e.Sector! : e.Resource!);
            // Most batches are of one sector.
            if (part is null || part.Key != key)
            {
                if (!index.TryGetValue(key, out part))
                    parts.Add(index[key] = part = new EventPart(key, parts.Count == 0 ? events.Count : 0));
            }
            part.Events.Add(e);
            part.Places.Add(i);
        }
        return parts;
    }

    private sealed record EventsAnswer(int Accepted, int Duplicates);

    /// <summary>The events of a batch that one sector or resource records, and their places in the batch.</summary>
    private sealed class EventPart((bool IsWork, string Id) key, int capacity)
    {
        public (bool IsWork, string Id) Key => key;

        public List<FloorEvent> Events { get; } = new(capacity);

        public List<int> Places { get; } = new(capacity);

        public Task<IReadOnlyList<int>> FindConflicts(string site, IGrainFactory grains) => key.IsWork
            ? grains.Sector(site, key.Id).FindConflicts([.. Events])
            : grains.Resource(site, key.Id).FindConflicts([.. Events]);

        public async Task<RecordResult> Record(string site, IGrainFactory grains)
        {
            try
            {
                return key.IsWork
                    ? await grains.Sector(site, key.Id).Record([.. Events])
                    : await grains.Resource(site, key.Id).Record([.. Events]);
            }
            catch (Exception e) when (Outages.IsOutage(e))
            {
                return new RecordResult(0, 0, Refusal: Outages.Refusal);
            }
        }
    }
}
