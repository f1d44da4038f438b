using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>
/// A floor may drop somebody of whom something is still to be carried out or recorded: that is refused, and everything else goes on.
/// </summary>
public sealed class DroppedResourceTests : IAsyncLifetime
{
    private readonly FailingCalls _calls = new();
    private readonly HeldCalls _reports = new();
    private readonly FloorHost _host;

    public DroppedResourceTests() => _host = new FloorHost(TimeProvider.System, services => services
        .AddSingleton<IIncomingGrainCallFilter>(_calls)
        .AddSingleton<IIncomingGrainCallFilter>(_reports));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_move_that_was_owed_to_it_is_refused_and_a_stepped_site_advances()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance(SmallFloor.Start);
        var card = Assert.Single(await site.Items("recommendations?state=proposed"))!;
        await AcceptInVain(site, card, "{}");
        await Drop(site, Person(card));

        await site.Advance("2026-03-02T06:05:00Z");
        var begun = await Card(site, card);
        Assert.Equal("inProgress", (string)begun["state"]!);
        Assert.Equal($"The floor no longer has {Person(card)}; add it to the floor or leave it out.", Result(begun, 0));
        Assert.Equal(("moved", "moved"), (Result(begun, 1), Result(begun, 2)));
        await site.Advance("2026-03-02T06:15:00Z");
        Assert.Equal("done", (string)(await Card(site, card))["state"]!);
    }

    [Fact]
    public async Task A_move_that_was_owed_to_it_is_refused_and_a_live_site_goes_on_deciding()
    {
        var site = await TestSite.Live(_host);
        await site.Record(SmallFloor.Rush(site, TestSite.MachineTime()));
        var card = (await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0)).Single()!;
        await AcceptInVain(site, card, $$"""{"actions":[{"id":"{{card["actions"]![0]!["id"]}}"}]}""");
        await Drop(site, Person(card));
        var dropped = await site.Now();

        var closed = await TestSite.Until(() => Card(site, card), c => (string)c["state"]! == "superseded", seconds: 20);
        Assert.Equal(
            $"None of it could be carried out: The floor no longer has {Person(card)}; add it to the floor or leave it out.",
            (string)closed["reason"]!);
        await site.Record(site.Arrived("pick", 100, TestSite.MachineTime()));
        await TestSite.Until(() => site.Get($"/api/v1/governance/area%3A{site.Id}%2Fout"),
            answer => DateTimeOffset.Parse((string)answer.Ok()["asOf"]!, CultureInfo.InvariantCulture) > dropped, seconds: 20);
    }

    [Fact]
    public async Task Other_hours_that_were_owed_to_it_are_refused()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start));
        await Drop(site, "a1");

        var until = DateTimeOffset.Parse("2026-03-02T08:00:00Z", CultureInfo.InvariantCulture);
        var answer = await _host.Grains.Resource(site.Id, "a1").Book(new HoursCommand(ActionKind.Overtime, "c1", until));
        Assert.Equal(RefusalKind.Conflict, answer.Refusal!.Kind);
        Assert.Contains("no longer has a1", answer.Refusal.Reason);
    }

    [Fact]
    public async Task A_report_that_was_under_way_to_it_is_refused()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(site.CheckedIn("a1", "pick", SmallFloor.Start));
        _reports.Which = (method, key) => method == nameof(IResourceGrain.Record) && key == $"{site.Id}/a1";
        var report = site.PostEvents(site.Event("resource.status", SmallFloor.Start, """{"resource":"a1","state":"break"}"""));
        await _reports.First();
        await Drop(site, "a1");
        _reports.LetGo();

        Assert.Contains("no longer has a1", (string)(await report).IsProblem(409).Json!["detail"]!);
    }

    /// <summary>Accepts while no resource can be moved: the card is accepted, and its moves are owed.</summary>
    private async Task AcceptInVain(TestSite site, JsonNode card, string what)
    {
        _calls.Failure = (method, _) => method == nameof(IResourceGrain.Move) ? new TimeoutException("It does not answer.") : null;
        (await site.Post($"recommendations/{card["id"]}/accept", what)).IsProblem(503);
        Assert.Equal("accepted", (string)(await Card(site, card))["state"]!);
    }

    /// <summary>Leaves somebody out of the floor; from then on every call goes through.</summary>
    private async Task Drop(TestSite site, string person)
    {
        var floor = (await site.Get("floor")).Ok().AsObject();
        floor["resources"]!.AsArray().Remove(floor.Resource(person));
        (await site.Put("floor", floor.ToJsonString())).Ok();
        _calls.Failure = null;
    }

    private static string Person(JsonNode card) => (string)card["actions"]![0]!["resource"]!;

    private static string? Result(JsonNode card, int action) => (string?)card["actions"]![action]!["result"];

    private static async Task<JsonNode> Card(TestSite site, JsonNode card) => (await site.Get($"recommendations/{card["id"]}")).Ok();
}
