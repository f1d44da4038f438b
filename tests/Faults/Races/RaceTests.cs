using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SyncOps.Client;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;

namespace SyncOps.Tests.Faults.Races;

/// <summary>A thousand callers who want the same thing at once, through both gateways of a cluster: one gets it.</summary>
public sealed class RaceTests(QuietCluster cluster) : IClassFixture<QuietCluster>
{
    private const int Callers = 1_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_thousand_first_floors_one_makes_the_site_and_of_a_thousand_edits_of_a_version_one_is_taken()
    {
        using var race = await Race.Of(cluster);
        const string path = "api/v1/sites/first-floors/floor";

        var first = await race.Run(Callers, i => Put(path, FloorNamed($"first {i}"), version: null));

        Assert.Single(first, a => a.Status == HttpStatusCode.Created);
        Assert.All(first, a => Assert.True(a.Status is HttpStatusCode.Created or HttpStatusCode.OK, $"{a}"));
        Assert.Equal(Callers, first.Select(a => a.Version).Distinct().Count());
        var last = first.MaxBy(a => a.Version)!;
        Assert.Equal((last.Version, last.Member("name")), await Stored());

        var edits = await race.Run(Callers, i => Put(path, FloorNamed($"edit {i}"), last.Version));

        var winner = Assert.Single(edits, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(Callers - 1, edits.Count(a => a.Status == HttpStatusCode.PreconditionFailed));
        Assert.Equal((winner.Version, winner.Member("name")), await Stored());

        async Task<(long, string?)> Stored()
        {
            var floor = await race.Client.GetFloor("first-floors", Cancellation);
            return (long.Parse(floor.ETag!.Trim('"')), floor.Value.Name);
        }
    }

    [Fact]
    public async Task Of_a_thousand_first_events_each_counts_once_and_of_a_thousand_with_one_id_one_counts()
    {
        using var race = await Race.Of(cluster);
        await race.Client.PutFloor(SmallFloor.Live("first-events", sectors: 3, resources: 1), cancellation: Cancellation);
        var now = TimeProvider.System.GetUtcNow();

        var different = await race.Run(Callers, i => Post(Arrival("s0", $"{i}", units: 1)));
        var same = await race.Run(Callers, _ => Post(Arrival("s1", "same", units: 1)));
        var contrary = await race.Run(Callers, i => Post(Arrival("s2", "contrary", units: i + 1)));

        Assert.Equal((Callers, Callers), (different.Sum(Accepted), Callers - different.Sum(Duplicates)));
        Assert.Equal((1, Callers - 1), (same.Sum(Accepted), same.Sum(Duplicates)));
        var winner = Assert.Single(contrary, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(Callers - 1, contrary.Count(a => a.Status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(1, Accepted(winner));
        var arrived = await race.Client.Sectors("first-events", Cancellation).Select(s => s.Totals.Arrived.Value).ToListAsync(Cancellation);
        Assert.Equal([Callers, 1, contrary.IndexOf(winner) + 1], arrived);

        FloorEvent Arrival(string sector, string id, int units) => new()
        {
            Kind = EventKind.WorkArrived, Source = "urn:test:race", Id = id, Time = now, Sector = sector, Units = Units.Of(units),
        };

        static HttpRequestMessage Post(FloorEvent e)
            => new(HttpMethod.Post, "api/v1/sites/first-events/events") { Content = EventBatch.Of([e]) };

        static int Accepted(RaceAnswer answer) => answer.Count("accepted");
        static int Duplicates(RaceAnswer answer) => answer.Count("duplicates");
    }

    [Fact]
    public async Task Of_a_thousand_moves_of_one_resource_to_one_sector_one_is_carried_out()
    {
        using var race = await Race.Of(cluster);
        await race.Client.PutFloor(SmallFloor.Live("moves", sectors: 3, resources: 1), cancellation: Cancellation);
        var checkIn = new FloorEvent
        {
            Kind = EventKind.ResourceCheckedIn, Source = "urn:test:race", Id = "in", Time = TimeProvider.System.GetUtcNow(),
            Resource = "r0", Sector = "s0",
        };
        await race.Client.PostEvents("moves", [checkIn], Cancellation);

        var one = await race.Run(Callers, i => Move("s1", $"one{i}"));
        var winner = Assert.Single(one, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(Callers - 1, one.Count(a => a.Status == HttpStatusCode.Conflict));
        Assert.Equal("s1", winner.Member("sector"));

        // To and fro: who is carried out follows upon another, and nobody is left out of the count.
        var both = await race.Run(Callers, i => Move(i % 2 == 0 ? "s0" : "s2", $"both{i}"));
        var ways = both.Where(a => a.Status == HttpStatusCode.OK).OrderBy(a => a.Count("version")).ToList();
        Assert.All(both, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{a}"));
        Assert.All(ways.Zip(ways.Skip(1)), pair => Assert.NotEqual(pair.First.Member("sector"), pair.Second.Member("sector")));
        var resource = Assert.Single(await race.Client.Resources("moves", Cancellation).ToListAsync(Cancellation));
        Assert.Equal((ways[^1].Member("sector"), ways.Count + 1), (resource.Sector, resource.MovesThisShift));

        static HttpRequestMessage Move(string to, string commandId)
            => new(HttpMethod.Post, "api/v1/sites/moves/resources/r0/move") { Content = JsonContent.Create(new { to, commandId }) };
    }

    private static HttpRequestMessage Put(string path, FloorDocument floor, long? version)
    {
        var json = JsonSerializer.Serialize(floor, ContractJson.Options);
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return request;
    }

    private static FloorDocument FloorNamed(string name) => SmallFloor.Live("first-floors", sectors: 2, resources: 1) with { Name = name };
}
