using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncOps.Engine.Reallocation;
using SyncOps.Grains;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>
/// A solve runs beside its coordinator: nothing waits for it, and what it finds counts for the floor as it is when it is done.
/// </summary>
public sealed class LiveSolveTests : IAsyncLifetime
{
    private readonly HeldSearch _search = new();
    private readonly FloorHost _host;

    public LiveSolveTests() => _host = new FloorHost(TimeProvider.System, services =>
    {
        services.AddSingleton<IReallocationSearch>(_search);
        services.Configure<GridOptions>(grid => grid.SolvesAtOnce = 8);
    });

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _search.Holds = false;
        return _host.DisposeAsync();
    }

    [Theory]
    [InlineData("accept", "{}", "inProgress")]
    [InlineData("reject", """{"reason":"training"}""", "rejected")]
    [InlineData("snooze", """{"minutes":10}""", "snoozed")]
    public async Task While_a_solve_runs_reads_events_and_commands_are_served(string verb, string body, string state)
    {
        var (site, card) = await InTrouble();
        _search.Holds = true;
        await site.Record(site.Arrived("pick", 50, TestSite.MachineTime()));
        var solve = await _search.Next(r => Arrived(r, "pick") >= 50);
        _search.Holds = false;

        await site.Record(site.Arrived("pick", 70, TestSite.MachineTime()));
        Assert.Equal("proposed", (string)(await site.Get($"recommendations/{card}")).Ok()["state"]!);
        Assert.Equal(state, (string)(await site.Post($"recommendations/{card}/{verb}", body)).Ok()["state"]!);
        Assert.Equal(state, (string)(await site.Get($"recommendations/{card}")).Ok()["state"]!);
        Assert.Equal(1, (int)(await site.Get()).Ok()["openRecommendations"]! + (verb == "snooze" ? 0 : 1));
        Assert.NotEmpty((await site.Get("sectors/pack")).Ok()["outlook"]!.AsArray());
        (await site.Get($"/api/v1/governance/area%3A{site.Id}%2Fout")).Ok();

        solve.Open();
        await DecidedAfter(site, solve.Request.Site.Now);
        var now = (await site.Get($"recommendations/{card}")).Ok();
        Assert.Contains((string)now["state"]!, new[] { state, "done" });
    }

    [Fact]
    public async Task A_proposal_whose_person_was_taken_meanwhile_is_dropped()
    {
        _search.Holds = true;
        var site = await TestSite.Live(_host);
        await Rush(site);
        var solve = await _search.Next(r => Arrived(r, "pack", adjusted: true) >= 300 && r.Site.Loads.Sum(l => l.Roster.Count) == 6);
        Assert.Contains("a1", People(new RolloutSearch().Search(solve.Request with { Budget = new(SearchBudget.UsualRollouts) })));
        (await site.Post("resources/a1/move", """{"to":"pack","commandId":"mine"}""")).Ok();
        solve.Open();

        // The next solve begins once this one was taken in.
        var next = await _search.Next();
        Assert.True(next.Request.Site.Now > solve.Request.Site.Now);
        Assert.Empty(await site.Items("recommendations"));
        _search.Holds = false;
        next.Open();
        var card = (await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0)).Single()!;
        Assert.DoesNotContain("a1", card["actions"]!.AsArray().Select(a => (string)a!["resource"]!));
    }

    [Fact]
    public async Task What_changes_during_a_solve_leads_to_exactly_one_more()
    {
        var site = await TestSite.Live(_host);
        await DecidedAfter(site, DateTimeOffset.MinValue);
        _search.Holds = true;
        await site.Record(site.Arrived("pick", 50, TestSite.MachineTime()));
        var first = await _search.Next(r => Arrived(r, "pick") == 50);
        await site.Record(site.Arrived("pick", 50, TestSite.MachineTime()));
        await site.Record(site.Arrived("pack", 50, TestSite.MachineTime()));
        first.Open();
        var second = await _search.Next();
        Assert.Equal((100, 50), (Arrived(second.Request, "pick"), Arrived(second.Request, "pack")));
        second.Open();
        await DecidedAfter(site, second.Request.Site.Now);

        // Had there been one more for the same changes, it would come before this one.
        await site.Record(site.Arrived("pick", 50, TestSite.MachineTime()));
        var third = await _search.Next();
        Assert.Equal((150, 50), (Arrived(third.Request, "pick"), Arrived(third.Request, "pack")));
        third.Open();
    }

    [Fact]
    public async Task A_coordinator_never_solves_twice_at_once()
    {
        var site = await TestSite.Live(_host);
        await Rush(site);
        var calls = _search.Calls;
        for (var i = 0; i < 20_000 && _search.Calls < calls + 5; i++) await site.Record(site.Arrived("pick", 100, TestSite.MachineTime()));

        Assert.True(_search.Calls >= calls + 5);
        Assert.Equal(1, _search.MostAtOnce);
    }

    [Fact]
    public async Task A_search_that_fails_leaves_an_outlook_that_says_so_and_the_next_change_tries_again()
    {
        _search.Fails = true;
        var site = await TestSite.Live(_host);
        await Rush(site);
        var view = await TestSite.Until(async () => (await site.Get("sectors/pack")).Ok(), v => v["reasonLine"] is not null);
        Assert.Equal((CardDecider.SearchFailed, "failure"), ((string)view["reasonLine"]!, (string)view["reasonKind"]!));
        Assert.NotEmpty(view["outlook"]!.AsArray());
        var area = await TestSite.Until(
            async () => (await site.Get($"/api/v1/governance/area%3A{site.Id}%2Fout")).Ok(), v => v["exposures"]!.AsArray().Count > 0);
        var exposure = area["exposures"]!.AsArray().Single(e => (string)e!["sector"]! == "pack")!;
        Assert.Equal(("wait", CardDecider.SearchFailed), ((string)exposure["kind"]!, (string)exposure["reasonLine"]!));
        Assert.Empty(await site.Items("recommendations"));

        _search.Fails = false;
        await site.Record(site.Arrived("pack", 50, TestSite.MachineTime()));
        await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0);
        await TestSite.Until(async () => (await site.Get("sectors/pack")).Ok(), v => v["reasonLine"] is null);
    }

    [Fact]
    public async Task A_search_that_runs_out_of_time_proposes_what_it_has_and_the_log_says_so_once()
    {
        _search.Lingers = true;
        var log = new HeardLog();
        await using var host = new FloorHost(TimeProvider.System, services =>
        {
            services.AddSingleton<IReallocationSearch>(_search);
            services.Configure<GridOptions>(grid => grid.SolveBudgetMs = 50);
            services.AddLogging(logging => logging.AddProvider(log));
        });
        await host.InitializeAsync();
        var site = await TestSite.Live(host);
        await Rush(site);
        await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0);
        var calls = _search.Calls;
        for (var i = 0; i < 1_000 && _search.Calls < calls + 3; i++) await site.Record(site.Arrived("pick", 100, TestSite.MachineTime()));

        var line = Assert.Single(log.Lines, l => l.Contains("ended its search", StringComparison.Ordinal));
        Assert.Contains("Grid:SolveBudgetMs is 50", line);
    }

    [Fact]
    public async Task A_host_stops_during_a_solve_and_the_next_one_solves_for_itself()
    {
        var (site, card) = await InTrouble();
        _search.Holds = true;
        await site.Record(site.Arrived("pick", 50, TestSite.MachineTime()));
        var solve = await _search.Next(r => Arrived(r, "pick") >= 50);
        _search.Holds = false;
        var started = TimeProvider.System.GetTimestamp();
        await _host.Restart();
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 20);
        solve.Open();

        (await site.Post($"recommendations/{card}/accept", "{}")).Ok();
        await DecidedAfter(site, solve.Request.Site.Now);
        Assert.Contains((string)(await site.Get($"recommendations/{card}")).Ok()["state"]!, new[] { "inProgress", "done" });
    }

    [Fact]
    public async Task A_stepped_site_answers_reads_while_it_solves_and_its_advance_when_all_is_stored()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(SmallFloor.Rush(site));
        _search.Holds = true;
        var advance = site.Advance(SmallFloor.Start);
        var solve = await _search.Next();
        Assert.Empty(await site.Items("recommendations"));
        Assert.False(advance.IsCompleted);

        _search.Holds = false;
        solve.Open();
        await advance;
        Assert.Single(await site.Items("recommendations?state=proposed"));
    }

    /// <summary>A live floor with 300 orders in front of two people, and the card that they bring.</summary>
    private async Task<(TestSite Site, string Card)> InTrouble()
    {
        var site = await TestSite.Live(_host);
        await Rush(site);
        var cards = await TestSite.Until(() => site.Items("recommendations?state=proposed"), items => items.Count > 0);
        return (site, (string)cards.Single()!["id"]!);
    }

    private static Task Rush(TestSite site) => site.Record(SmallFloor.Rush(site, TestSite.MachineTime()));

    /// <summary>Waits until the area has reported a decision on a snapshot of an instant or later.</summary>
    private static Task DecidedAfter(TestSite site, DateTimeOffset instant) => TestSite.Until(
        () => site.Get($"/api/v1/governance/area%3A{site.Id}%2Fout"),
        answer => answer.Json?["asOf"] is { } asOf && DateTimeOffset.Parse((string)asOf!, CultureInfo.InvariantCulture) >= instant,
        seconds: 30);

    private static double Arrived(SearchRequest request, string sector, bool adjusted = false)
    {
        var totals = request.Site.Loads.Single(l => l.Sector == sector).Totals;
        return adjusted ? totals.Adjusted.Value : totals.Arrived.Value;
    }

    private static IEnumerable<string> People(IEnumerable<Proposal> proposals)
        => proposals.SelectMany(p => p.Moves.Select(m => p.Without.Site.Floor.Resources[m.Resource].Id));
}
