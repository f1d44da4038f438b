using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.GrainInterfaces;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>A document that was stored takes effect, even if those concerned could not be told and nobody sends it again.</summary>
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

    private void Lose(string method, string key)
        => _calls.Failure = (called, at) => called == method && at == key ? new TimeoutException("It does not answer.") : null;
}
