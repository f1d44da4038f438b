using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.Api;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>A site that sends too much at once is refused its surplus, and no other site is.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task A_site_s_surplus_is_refused_with_when_to_come_back_and_other_sites_are_served()
    {
        await using var host = Crowded();
        await host.InitializeAsync();
        var (busy, calm) = (await TestSite.Stepped(host), await TestSite.Stepped(host));
        // Bodies that do not end keep their requests under way: of twelve, eight are taken in, two refused at once, and two after a wait.
        var bodies = Enumerable.Range(0, 12).Select(_ => new HeldBody()).ToArray();
        using var http = PatientClient(host);
        var held = bodies.Select(body => http.PostAsync(
            new Uri($"{busy.Path}/events", UriKind.Relative), body, TestContext.Current.CancellationToken)).ToArray();
        var left = await LeftAfter(4, HttpStatusCode.TooManyRequests, held);

        var refused = await busy.PostEvents(busy.Arrived("pick", 1, SmallFloor.Start));
        refused.IsProblem(429);
        Assert.Equal("1", refused.RetryAfter);
        Assert.Contains("8 requests of site", refused.Text, StringComparison.Ordinal);
        (await busy.Get("sectors")).Ok();
        Assert.Equal((1, 0), await calm.Record(calm.Arrived("pick", 1, SmallFloor.Start)));

        // Who waits while one that is under way ends is served.
        var waiting = busy.PostEvents(busy.Arrived("pick", 2, SmallFloor.Start));
        foreach (var body in bodies) body.End();
        Assert.Equal(200, (await waiting).Status);
        Assert.All(await Task.WhenAll(left), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(200, (await busy.PostEvents(busy.Arrived("pick", 1, SmallFloor.Start))).Status);
    }

    [Theory]
    [InlineData("live/"), InlineData("Live")]
    public async Task Streams_leave_a_site_s_readers_alone_however_their_path_is_written(string path)
    {
        await using var host = Crowded();
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host);
        var streams = new List<LiveStream>();
        for (var i = 0; i < 8; i++) streams.Add(await LiveStream.Open(site, path: path));
        (await site.Get("sectors")).Ok();
        foreach (var stream in streams) await stream.DisposeAsync();
    }

    [Theory]
    [InlineData("events/"), InlineData("Events")]
    public async Task Events_leave_a_site_s_readers_alone_however_their_path_is_written(string path)
    {
        await using var host = Crowded();
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host);
        var bodies = Enumerable.Range(0, 8).Select(_ => new HeldBody()).ToArray();
        var held = bodies.Select(body => host.Http.PostAsync(
            new Uri($"{site.Path}/{path}", UriKind.Relative), body, TestContext.Current.CancellationToken)).ToArray();
        await TestSite.Until(() => site.PostEvents(site.Arrived("pick", 1, SmallFloor.Start)), refused => refused.Status == 429);
        (await site.Get("sectors")).Ok();
        foreach (var body in bodies) body.End();
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Who_reads_a_sector_that_is_called_live_is_bounded_as_who_reads_another()
    {
        var calls = new HeldCalls();
        await using var host = Crowded(services => services.AddSingleton<IIncomingGrainCallFilter>(calls));
        await host.InitializeAsync();
        var site = await TestSite.Stepped(host, floor =>
        {
            var live = floor.Sector("pack").DeepClone();
            live["id"] = "live";
            floor["sectors"]!.AsArray().Add(live);
        });
        calls.Which = (method, key) => method == nameof(ISectorGrain.GetLoad) && key == $"{site.Id}/live";
        var held = Enumerable.Range(0, 8).Select(_ => site.Get("sectors/live")).ToArray();
        await calls.First();
        var left = Enumerable.Range(0, 3).Select(_ => site.Get("sectors/live")).ToArray();
        (await (await Task.WhenAny(left.Concat(held)))).IsProblem(429);
        calls.LetGo();
        Assert.Contains(await Task.WhenAll(held), answer => answer.Status == 200);
        await Task.WhenAll(left);
    }

    [Fact]
    public async Task Health_is_told_however_many_requests_are_under_way()
    {
        await using var host = Crowded(services => services.Configure<ApiOptions>(api => api.MaxRequests = 16));
        await host.InitializeAsync();
        var sites = new[] { await TestSite.Stepped(host), await TestSite.Stepped(host), await TestSite.Stepped(host) };
        var bodies = Enumerable.Range(0, 24).Select(_ => new HeldBody()).ToArray();
        using var http = PatientClient(host);
        var held = bodies.Select((body, i) => http.PostAsync(
            new Uri($"{sites[i % 3].Path}/events", UriKind.Relative), body, TestContext.Current.CancellationToken)).ToArray();
        var left = await LeftAfter(8, HttpStatusCode.ServiceUnavailable, held);

        (await sites[0].Get("sectors")).IsProblem(503);
        Assert.Equal(200, (await sites[0].Get("/health/live")).Status);
        Assert.Equal(200, (await sites[0].Get("/health/ready")).Status);
        foreach (var body in bodies) body.End();
        Assert.All(await Task.WhenAll(left), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    /// <summary>Who is refused hears of it before it sends its body.</summary>
    private static HttpClient PatientClient(FloorHost host) => new(
        new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
    {
        BaseAddress = host.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(1), DefaultRequestHeaders = { ExpectContinue = true },
    };

    /// <summary>The requests that are still under way once so many were refused.</summary>
    private static async Task<IReadOnlyList<Task<HttpResponseMessage>>> LeftAfter(
        int refusals, HttpStatusCode status, IEnumerable<Task<HttpResponseMessage>> held)
    {
        var left = held.ToList();
        for (; refusals > 0; refusals--)
        {
            var first = await Task.WhenAny(left);
            Assert.Equal(status, (await first).StatusCode);
            left.Remove(first);
        }
        return left;
    }

    /// <summary>Where eight requests of a site may be under way and two wait for no more than a second.</summary>
    private static FloorHost Crowded(Action<IServiceCollection>? more = null) => new(TimeProvider.System, services =>
    {
        services.Configure<ApiOptions>(api =>
            (api.MaxRequestsPerSite, api.MaxWaitingPerSite, api.LongestWait) = (8, 2, TimeSpan.FromSeconds(1)));
        more?.Invoke(services);
    });

    /// <summary>A batch of no events, of which the last byte is held back.</summary>
    private sealed class HeldBody : HttpContent
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldBody() => Headers.ContentType = new("application/cloudevents-batch+json");

        public void End() => _end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("["u8.ToArray());
            await stream.FlushAsync();
            await _end.Task;
            await stream.WriteAsync("]"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
