using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;

namespace SyncOps.Client;

/// <summary>
/// The SyncOps HTTP contract, typed. Every call throws <see cref="SyncOpsException"/> when the server refuses it or cannot be reached
/// for <see cref="SyncOpsClientOptions.ResendFor"/>; until then 429, 503 and lost connections are waited out and sent again.
/// Safe for use by many callers at once.
/// </summary>
public sealed class SyncOpsClient : IDisposable
{
    /// <summary>Most events in one <see cref="PostEvents"/>.</summary>
    public const int MaxBatch = 10_000;

    private const int PageSize = 500;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Transport _transport;

    /// <summary>Uses the given client, whose base address is the server (<c>http://127.0.0.1:8080</c>), and does not dispose it.</summary>
    public SyncOpsClient(HttpClient http, SyncOpsClientOptions? options = null)
        : this(http, ownsHttp: false, options ?? new SyncOpsClientOptions())
    {
        if (http.BaseAddress is null)
        {
            throw new ArgumentException(
                "The HttpClient has no BaseAddress; set it to the server, such as http://127.0.0.1:8080.", nameof(http));
        }
    }

    private SyncOpsClient(HttpClient http, bool ownsHttp, SyncOpsClientOptions options)
    {
        _http = http;
        _ownsHttp = ownsHttp;
        _transport = new Transport(http, options);
    }

    /// <summary>A client of the server at an absolute http or https address, on connections of its own.</summary>
    public static SyncOpsClient To(Uri server, SyncOpsClientOptions? options = null)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{server}' is not an absolute http address, such as http://127.0.0.1:8080.", nameof(server));
        options ??= new SyncOpsClientOptions();
        // A relative path is resolved against the last slash, so a base path must end in one.
        var root = server.AbsolutePath.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
        return new SyncOpsClient(new HttpClient { BaseAddress = root, Timeout = options.AttemptTimeout }, ownsHttp: true, options);
    }

    /// <summary>Stores the floor; with <paramref name="ifMatch"/> only if that is still its entity tag (412 otherwise).</summary>
    /// <returns>The entity tag of what is stored now, quoted.</returns>
    public Task<string?> PutFloor(FloorDocument floor, string? ifMatch = null, CancellationToken cancellation = default)
        => Put(Site(floor.Site) + "/floor", () => Json(floor), ifMatch, cancellation);

    /// <summary>Stores a floor document as it stands in a file, so that the server names every fault by its place in that file.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The entity tag of what is stored now, quoted.</returns>
    public Task<string?> PutFloor(string site, ReadOnlyMemory<byte> json, string? ifMatch = null, CancellationToken cancellation = default)
    {
        HttpContent Document()
        {
            var content = new ReadOnlyMemoryContent(json);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return content;
        }

        return Put(Site(site) + "/floor", Document, ifMatch, cancellation);
    }

    public Task<Stored<FloorDocument>> GetFloor(string site, CancellationToken cancellation = default)
        => GetStored<FloorDocument>(Site(site) + "/floor", cancellation);

    /// <summary>Stores the roster, forecast and cut-offs of a day; edits follow the rules of floors.</summary>
    public Task<string?> PutDay(
        string site, DateOnly date, DayDocument day, string? ifMatch = null, CancellationToken cancellation = default)
        => Put($"{Site(site)}/days/{Day(date)}", () => Json(day), ifMatch, cancellation);

    public Task<Stored<DayDocument>> GetDay(string site, DateOnly date, CancellationToken cancellation = default)
        => GetStored<DayDocument>($"{Site(site)}/days/{Day(date)}", cancellation);

    /// <summary>
    /// Records facts, 1 to 10,000 at once, and returns when they are durable. All or none are recorded when one is refused; after a
    /// failure the same events may simply be sent again.
    /// </summary>
    public Task<EventsAnswer> PostEvents(string site, IReadOnlyList<FloorEvent> events, CancellationToken cancellation = default)
    {
        if (events.Count is 0 or > MaxBatch)
            throw new ArgumentException($"A batch holds 1 to {MaxBatch} events; this one holds {events.Count}.", nameof(events));
        var batch = CloudEventsContent.Write(events);
        return Call<EventsAnswer>(HttpMethod.Post, Site(site) + "/events", () => CloudEventsContent.Of(batch), cancellation);
    }

    /// <summary>Moves a stepped site's clock; returns when all decisions due by then are stored. Never moves it back.</summary>
    public Task<AdvanceAnswer> Advance(string site, DateTimeOffset to, CancellationToken cancellation = default)
        => Post<AdvanceAnswer>(Site(site) + "/advance", new { to }, cancellation);

    /// <summary>Every site, in id order.</summary>
    public IAsyncEnumerable<SiteView> Sites(CancellationToken cancellation = default) => List<SiteView>("api/v1/sites", cancellation);

    public Task<SiteView> GetSite(string site, CancellationToken cancellation = default) => Get<SiteView>(Site(site), cancellation);

    /// <summary>Every sector of the site, in id order.</summary>
    public IAsyncEnumerable<SectorView> Sectors(string site, CancellationToken cancellation = default)
        => List<SectorView>(Site(site) + "/sectors", cancellation);

    public Task<SectorView> GetSector(string site, string sector, CancellationToken cancellation = default)
        => Get<SectorView>($"{Site(site)}/sectors/{Escape(sector)}", cancellation);

    /// <summary>Every resource of the site, in id order.</summary>
    public IAsyncEnumerable<ResourceView> Resources(string site, CancellationToken cancellation = default)
        => List<ResourceView>(Site(site) + "/resources", cancellation);

    public Task<ResourceView> GetResource(string site, string resource, CancellationToken cancellation = default)
        => Get<ResourceView>($"{Site(site)}/resources/{Escape(resource)}", cancellation);

    /// <summary>
    /// Events as recorded, by sector and then by resource in id order, and in the order they came: those that happened from an instant
    /// until before another, of one sector, of one resource, or all.
    /// </summary>
    public IAsyncEnumerable<HistoryItem> History(
        string site, DateTimeOffset? from = null, DateTimeOffset? to = null, string? sector = null, string? resource = null,
        CancellationToken cancellation = default)
    {
        var query = new List<string>();
        if (from is { } first) query.Add($"from={Escape(ContractJson.Write(first))}");
        if (to is { } end) query.Add($"to={Escape(ContractJson.Write(end))}");
        if (sector is not null) query.Add($"sector={Escape(sector)}");
        if (resource is not null) query.Add($"resource={Escape(resource)}");
        return List<HistoryItem>(Site(site) + "/history" + (query.Count == 0 ? "" : "?" + string.Join('&', query)), cancellation);
    }

    /// <summary>
    /// Makes a stepped site of what a site was at an instant, and answers it; the same again answers the same site.
    /// </summary>
    /// <param name="newSite">Its id; null: the site's id and the instant.</param>
    public Task<SiteView> Fork(string site, DateTimeOffset at, string? newSite = null, CancellationToken cancellation = default)
        => Post<SiteView>(Site(site) + "/fork", new { at, site = newSite }, cancellation);

    /// <summary>Sends a resource to a sector. The same <paramref name="commandId"/> again moves nothing.</summary>
    public async Task Move(string site, string resource, string to, string commandId, CancellationToken cancellation = default)
        => await Post<JsonElement>($"{Site(site)}/resources/{Escape(resource)}/move", new { to, commandId }, cancellation);

    /// <summary>Cards in id order; only those in one of the given states when any is given.</summary>
    public IAsyncEnumerable<Recommendation> Recommendations(
        string site, IReadOnlyList<CardState>? states = null, CancellationToken cancellation = default)
    {
        var filter = states is { Count: > 0 }
            ? "?state=" + string.Join(',', states.Select(s => JsonNamingPolicy.CamelCase.ConvertName(s.ToString())))
            : "";
        return List<Recommendation>(Site(site) + "/recommendations" + filter, cancellation);
    }

    public Task<Recommendation> GetRecommendation(string site, string id, CancellationToken cancellation = default)
        => Get<Recommendation>(Card(site, id), cancellation);

    /// <summary>Carries out a card, or with <paramref name="actions"/> a part of it or other people's doing it.</summary>
    /// <param name="idempotencyKey">The same key again gives the same answer; null makes a new one for this call.</param>
    public Task<Recommendation> Accept(
        string site, string id, IReadOnlyList<AcceptedAction>? actions = null, string? idempotencyKey = null,
        CancellationToken cancellation = default)
        => Decide(Card(site, id) + "/accept", actions is null ? new { } : new { actions }, idempotencyKey, cancellation);

    public Task<Recommendation> Reject(
        string site, string id, string reason, string? idempotencyKey = null, CancellationToken cancellation = default)
        => Decide(Card(site, id) + "/reject", new { reason }, idempotencyKey, cancellation);

    public Task<Recommendation> Snooze(
        string site, string id, double minutes, string? idempotencyKey = null, CancellationToken cancellation = default)
        => Decide(Card(site, id) + "/snooze", new { minutes }, idempotencyKey, cancellation);

    public Task<Stored<PlanView>> GetPlan(string site, DateOnly date, CancellationToken cancellation = default)
        => GetStored<PlanView>(Plan(site, date), cancellation);

    /// <summary>Replaces the plan's pins. <paramref name="ifMatch"/>: the entity tag that the edit started from (412 when stale).</summary>
    /// <returns>The entity tag of the new version, quoted.</returns>
    public Task<string?> PutPlan(
        string site, DateOnly date, IReadOnlyList<Pin> pins, string ifMatch, CancellationToken cancellation = default)
        => Put(Plan(site, date), () => Json(new { pins }), ifMatch, cancellation);

    /// <summary>The plan's versions, newest first.</summary>
    public IAsyncEnumerable<PlanVersion> PlanVersions(string site, DateOnly date, CancellationToken cancellation = default)
        => List<PlanVersion>(Plan(site, date) + "/versions", cancellation);

    /// <summary>What these moves would do to the site, with and without them. Changes nothing.</summary>
    public Task<WhatIfAnswer> WhatIf(string site, DateOnly date, IReadOnlyList<WhatIfMove> moves, CancellationToken cancellation = default)
    {
        var actions = moves.Select(m => new { kind = "move", m.Resource, m.To, m.DepartBy });
        return Post<WhatIfAnswer>(Plan(site, date) + "/what-if", new { actions }, cancellation);
    }

    /// <summary>One node of the tree: <c>enterprise</c>, <c>region:id</c>, <c>site:id</c> or <c>area:site/id</c>.</summary>
    public Task<GovernanceView> Governance(string node = "enterprise", CancellationToken cancellation = default)
        => Get<GovernanceView>("api/v1/governance/" + node.Replace("%", "%25", StringComparison.Ordinal), cancellation);

    /// <summary>
    /// The site's live messages on one connection: a snapshot, then changes, until the server says <c>bye</c> (the last message) or
    /// the caller cancels. A lost connection throws; call again with the last <see cref="LiveMessage.Id"/>.
    /// </summary>
    public async IAsyncEnumerable<LiveMessage> Live(
        string site, string? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Site(site) + "/live");
            request.Headers.Accept.ParseAdd("text/event-stream");
            if (after is not null) request.Headers.Add("Last-Event-ID", after);
            return request;
        }

        using var response = await _transport.Send(Request, Resend.Always, cancellation, streaming: true);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
        {
            var data = item.Data.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(item.Data, ContractJson.Options);
            yield return new LiveMessage(item.EventId, item.EventType, data);
            if (item.EventType == "bye") yield break;
        }
    }

    public void Dispose()
    {
        if (_ownsHttp) _http.Dispose();
    }

    private static string Site(string site) => "api/v1/sites/" + Escape(site);

    private static string Card(string site, string id) => $"{Site(site)}/recommendations/{Escape(id)}";

    private static string Plan(string site, DateOnly date) => $"{Site(site)}/plans/{Day(date)}";

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private static JsonContent Json<T>(T body) => JsonContent.Create(body, options: ContractJson.Options);

    private Task<T> Get<T>(string path, CancellationToken cancellation) => Call<T>(HttpMethod.Get, path, () => null, cancellation);

    private Task<T> Post<T>(string path, object body, CancellationToken cancellation)
        => Call<T>(HttpMethod.Post, path, () => Json(body), cancellation);

    private async Task<T> Call<T>(HttpMethod method, string path, Func<HttpContent?> content, CancellationToken cancellation)
    {
        using var response = await _transport.Send(
            () => new HttpRequestMessage(method, path) { Content = content() }, Resend.Always, cancellation);
        return await Read<T>(response, cancellation);
    }

    private async Task<Recommendation> Decide(string path, object body, string? key, CancellationToken cancellation)
    {
        key ??= Guid.NewGuid().ToString("N");
        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
            request.Headers.Add("Idempotency-Key", key);
            return request;
        }

        using var response = await _transport.Send(Request, Resend.Always, cancellation);
        return await Read<Recommendation>(response, cancellation);
    }

    private async Task<Stored<T>> GetStored<T>(string path, CancellationToken cancellation)
    {
        using var response = await _transport.Send(() => new HttpRequestMessage(HttpMethod.Get, path), Resend.Always, cancellation);
        return new Stored<T>(await Read<T>(response, cancellation), response.Headers.ETag?.ToString());
    }

    private async Task<string?> Put(string path, Func<HttpContent> content, string? ifMatch, CancellationToken cancellation)
    {
        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content() };
            if (ifMatch is not null) request.Headers.Add("If-Match", ifMatch);
            return request;
        }

        var resend = ifMatch is null ? Resend.Always : Resend.OnlyWhenBusy;
        using var response = await _transport.Send(Request, resend, cancellation);
        return response.Headers.ETag?.ToString();
    }

    private async IAsyncEnumerable<T> List<T>(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}";
        string? next = null;
        do
        {
            var page = await Get<Page<T>>(next is null ? first : $"{first}&next={Escape(next)}", cancellation);
            foreach (var item in page.Items) yield return item;
            next = page.Next;
        }
        while (next is not null);
    }

    private static async Task<T> Read<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancellation)
                ?? throw new SyncOpsException($"{response.RequestMessage?.RequestUri} answered null where a document was expected.");
        }
        catch (JsonException failure)
        {
            throw new SyncOpsException(
                $"{response.RequestMessage?.RequestUri} answered something that is not a {typeof(T).Name} ({failure.Message}). "
                + "Is the address a SyncOps server of this version?",
                failure);
        }
    }
}
