using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>What was stored takes effect, even if those concerned could not be told.</summary>
public sealed class UntoldEditTests : IAsyncLifetime
{
    private readonly FailingCalls _calls = new();
    private readonly FloorHost _host;

    public UntoldEditTests()
        => _host = new FloorHost(TimeProvider.System, services => services.AddSingleton<IIncomingGrainCallFilter>(_calls));

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Sectors_that_could_not_be_told_of_a_floor_know_it_at_the_next_decision()
    {
        var site = await TestSite.Stepped(_host);
        var floor = SmallFloor.Stepped();
        floor.Sector("pack")["arrivals"] = "upstream";
        Lose(nameof(ISectorGrain.NoteFloor), $"{site.Id}/pick");
        (await site.Put("floor", floor.ToJsonString(), "\"1\"")).IsProblem(503);
        _calls.Failure = null;
        (await site.Put("floor", floor.ToJsonString(), "\"1\"")).IsProblem(412);

        await site.Record(site.Completed("pick", 10, SmallFloor.Start));
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal((10, 0, 0, 0, 10), await site.Totals("pack"));
    }

    [Fact]
    public async Task A_site_that_could_not_be_told_of_a_day_hears_of_it_soon()
    {
        var site = await TestSite.Stepped(_host);
        Lose(nameof(ISiteGrain.NoteDay), site.Id);
        (await site.Put($"days/{SmallFloor.Date}", "{}")).IsProblem(503);
        Assert.Empty(await Days());
        _calls.Failure = null;

        var day = Assert.Single(await TestSite.Until(Days, days => days.Count > 0));
        Assert.Equal((SmallFloor.Date, 1), (day.Date, day.Version));

        Task<IReadOnlyList<DatedDay>> Days()
            => _host.Grains.Site(site.Id).GetDaysAround(DateTimeOffset.Parse(SmallFloor.Start, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_sector_that_could_not_be_told_who_came_knows_when_the_advance_is_sent_again()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record(site.CheckedIn("a1", "pick", "2026-03-02T06:03:00Z"));
        _calls.LoseNewsTo($"{site.Id}/pick");
        (await site.Post("advance", """{"to":"2026-03-02T06:05:00Z"}""")).IsProblem(503);
        _calls.LoseNewsTo(null);
        await site.Advance("2026-03-02T06:05:00Z");
        Assert.Equal(("working", "pick"), await site.WhereIs("a1"));
        Assert.Equal(1, (int)(await site.Get("sectors/pick")).Ok()["staff"]!);
    }

    [Fact]
    public async Task A_stepped_sector_that_a_move_could_not_be_told_to_knows_at_the_next_advance_even_if_nobody_asks_again()
    {
        var site = await TestSite.Stepped(_host);
        await site.Record([.. new[] { "a1", "a2" }.Select(person => site.CheckedIn(person, "pick", SmallFloor.Start))]);
        await site.Advance("2026-03-02T06:01:00Z");
        _calls.LoseNewsTo($"{site.Id}/pick");
        (await site.Post("resources/a1/move", """{"to":"pack","commandId":"c1"}""")).IsProblem(503);
        _calls.LoseNewsTo(null);
        Assert.Equal(2, (int)(await site.Get("sectors/pick")).Ok()["staff"]!);
        await site.Advance("2026-03-02T06:02:00Z");
        Assert.Equal(1, (int)(await site.Get("sectors/pick")).Ok()["staff"]!);
    }

    private void Lose(string method, string key)
        => _calls.Failure = (called, at) => called == method && at == key ? new TimeoutException("It does not answer.") : null;
}
