using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Rehearsal;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Simulation;
using SyncOps.Silo.Demo;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>What back-tests and the laboratory measure is what the grid does.</summary>
public sealed class RehearsalTests(FloorHost host)
{
    private static readonly DateTimeOffset Opens = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rehearsed_site_gives_the_same_cards_as_the_grid(bool isEverythingReported)
    {
        // The demo's first morning, on which three pickers go home, with cards that the policy accepts; and people who report that they
        // are where they were sent, nine minutes after, and sign what they complete.
        var demo = DemoDocuments.Read();
        var floor = demo.Floor.Document with
        {
            Site = TestSite.NewId(), Policy = demo.Floor.Document.Policy with
            {
                AutoAccept = new AutoAccept(0, 8), PersonRates = isEverythingReported ? PersonRates.Person : PersonRates.Aggregate,
            },
        };
        var day = new ScenarioDay(demo.Floor, demo.Scenario, new DateOnly(2026, 3, 2));
        var (grid, rehearsed) = (TestSite.Of(host, floor.Site), new RehearsedSite(Floor.Of(floor), new RolloutSearch()));
        Assert.Equal(201, (await grid.Put("floor", Json(floor))).Status);
        Assert.Equal(200, (await grid.Put("days/2026-03-02", Json(day.Document()))).Status / 100 * 100);
        rehearsed.PutDay(day.Date, day.Document());

        var simulator = new FloorSimulator(demo.Floor, demo.Scenario, "run", Opens);
        var cards = new SortedDictionary<string, Recommendation>(StringComparer.Ordinal);
        var arrivals = new List<FloorEvent>();
        for (var at = Opens; at <= Opens.AddHours(3.5); at += floor.DecideEvery)
        {
            IReadOnlyList<FloorEvent> events = simulator.Step(at);
            if (isEverythingReported) events = [.. events.Select(e => Signed(e, rehearsed.Presences())), .. arrivals];
            arrivals.Clear();
            foreach (var batch in events.Chunk(500)) (await Post(grid, batch)).Ok();
            await grid.Advance(ContractJson.Write(at));
            rehearsed.Record(events);
            rehearsed.Advance(at);
            foreach (var card in rehearsed.TakeCards()) cards[card.Id] = card;
            if (isEverythingReported) arrivals.AddRange(rehearsed.TakeMoves().Select(Arrival));
        }

        var hasLearned = (await grid.Items("sectors")).Any(s => s!["travel"] is not null);
        Assert.Equal(isEverythingReported, hasLearned);
        Assert.Contains(cards.Values, c => c.DecidedBy == CardDecider.ByPolicy && c.Actions.Count > 0);
        var advised = await grid.Items("recommendations");
        Assert.Equal(cards.Count, advised.Count);
        foreach (var card in advised) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json(cards[(string)card!["id"]!])), card), $"{card}");
    }

    // Who is fast by the number of the name signs more.
    private static FloorEvent Signed(FloorEvent e, IReadOnlyList<Presence> present)
    {
        if (e.Kind != EventKind.WorkCompleted) return e;
        string[] here = [.. present.Where(p => p.Sector == e.Sector).Select(p => p.Resource)];
        return here.Length == 0 ? e : e with { Resource = here[(int)(Math.Sqrt(e.Sequence!.Value * 7919 % 1000 / 1000.0) * here.Length)] };
    }

    private static FloorEvent Arrival(CarriedMove move) => new()
    {
        Kind = EventKind.ResourceMoved, Source = "urn:badge", Id = $"{move.Card}/{move.Resource}", Time = move.At.AddMinutes(9),
        Resource = move.Resource, Sector = move.To,
    };

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);

    private static Task<Answer> Post(TestSite site, FloorEvent[] events)
    {
        var body = new ArrayBufferWriter<byte>();
        EventWriter.WriteBatch(body, events);
        return site.Send(HttpMethod.Post, "events", Encoding.UTF8.GetString(body.WrittenSpan), EventWriter.BatchMediaType);
    }
}
