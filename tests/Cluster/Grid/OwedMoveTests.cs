using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A card was accepted and its moves failed on the way: they are carried out soon, and once.</summary>
public sealed class OwedMoveTests : IAsyncLifetime
{
    private readonly FailingCalls _calls = new();
    private readonly FloorHost _host;

    public OwedMoveTests() => _host = new FloorHost(
        TimeProvider.System, services => services.AddSingleton<IIncomingGrainCallFilter>(_calls));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_accept_that_is_sent_again_carries_out_what_the_first_could_not()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(SmallFloor.Rush(site));
        await site.Advance(SmallFloor.Start);
        var card = Assert.Single(await site.Items("recommendations?state=proposed"))!;
        var people = People(card);
        FailOnce(moveOf: people[1]);

        (await Accept(site, card)).IsProblem(503);
        Assert.Equal(("travelling", "pack"), await site.WhereIs(people[0]));
        Assert.Equal(("working", "pick"), await site.WhereIs(people[1]));
        var answer = (await Accept(site, card)).Ok();

        Assert.All(answer["actions"]!.AsArray(), a => Assert.Equal("moved", (string?)a!["result"]));
        foreach (var person in people)
        {
            Assert.Equal(("travelling", "pack"), await site.WhereIs(person));
            Assert.Equal(1, (int)(await site.Get($"resources/{person}")).Ok()["movesThisShift"]!);
        }
        Assert.Equal(answer.ToJsonString(), (await Accept(site, card)).Ok().ToJsonString());
    }

    [Fact]
    public async Task On_a_live_site_they_are_carried_out_though_nobody_sends_the_accept_again()
    {
        var site = await TestSite.Live(_host);
        await site.Record(SmallFloor.Rush(site, TestSite.MachineTime()));
        var card = (await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0)).Single()!;
        // A decision that is due anyway would carry them out, too.
        await TestSite.Until(() => SinceDecided(site), since => since > TimeSpan.FromSeconds(2), seconds: 30);
        FailOnce(moveOf: People(card)[0]);

        (await Accept(site, card)).IsProblem(503);
        foreach (var person in People(card))
            await TestSite.Until(() => site.WhereIs(person), place => place == ("travelling", "pack"));
    }

    private void FailOnce(string moveOf)
    {
        var failed = 0;
        _calls.Failure = (method, key) => method == nameof(IResourceGrain.Move) && key.EndsWith($"/{moveOf}", StringComparison.Ordinal)
            && Interlocked.Exchange(ref failed, 1) == 0 ? new TimeoutException("It does not answer.") : null;
    }

    private static Task<Answer> Accept(TestSite site, JsonNode card)
        => site.Post($"recommendations/{card["id"]}/accept", "{}", ("Idempotency-Key", "k1"));

    private static async Task<TimeSpan> SinceDecided(TestSite site)
    {
        var report = (await site.Get($"/api/v1/governance/area%3A{site.Id}%2Fout")).Ok();
        return await site.Now() - DateTimeOffset.Parse((string)report["asOf"]!, CultureInfo.InvariantCulture);
    }

    private static string[] People(JsonNode card) => [.. card["actions"]!.AsArray().Select(a => (string)a!["resource"]!)];
}
