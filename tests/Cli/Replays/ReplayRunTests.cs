using SyncOps.Cli.Replays;
using SyncOps.Client;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Tests.Cli.Client;
using Xunit;

namespace SyncOps.Tests.Cli.Replays;

public class ReplayRunTests
{
    private readonly JumpingTime _time = new();
    private readonly FloorDocument _floor;
    private readonly IReadOnlyList<FloorEvent> _facts;

    public ReplayRunTests()
    {
        // Ten days, two executions a day at 08:00-08:10 and 08:10-08:30: four work facts a day, and Ann's in, move and out.
        var rows = Enumerable.Range(0, 10).SelectMany(d => new[]
        {
            new LogRow(2 * d + 1, $"c{d}", "Pick", "Ann", $"2026-03-{d + 1:00}T08:00:00Z", $"2026-03-{d + 1:00}T08:10:00Z"),
            new LogRow(2 * d + 2, $"c{d}", "Pack", "Ann", $"2026-03-{d + 1:00}T08:10:00Z", $"2026-03-{d + 1:00}T08:30:00Z"),
        });
        var log = EventLog.From(rows, new LogReading());
        _floor = FloorDiscovery.Learn(log, new DiscoveryOptions { Site = "s" }).Value!.Floor;
        _facts = LogReplay.Facts(log, _floor, "abc").Value!;
    }

    [Fact]
    public async Task A_first_run_sends_every_fact_ahead_of_the_clock_and_ends_after_the_last()
    {
        var site = new SteppedSite();

        var tally = await Run(site);

        Assert.Equal((70, 0), (tally.Accepted, tally.Duplicates));
        Assert.Empty(site.Late);
        // The last fact is at 08:30 on the tenth; the next decision after it falls due at 08:45.
        Assert.Equal(DateTimeOffset.Parse("2026-03-10T08:45:00Z"), site.Now);
    }

    [Fact]
    public async Task A_second_run_adds_nothing_and_moves_nothing()
    {
        var site = new SteppedSite();
        await Run(site);
        var history = site.History.ToArray();

        var tally = await Run(site);

        Assert.Equal((0, 70), (tally.Accepted, tally.Duplicates));
        Assert.Equal(history, site.History);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whenever_the_server_dies_the_run_goes_on_to_the_same_history(bool afterwards)
    {
        var whole = new SteppedSite();
        await Run(whole);
        for (var killed = 0; killed < 20; killed++)
        {
            var site = new SteppedSite { Dies = (call, done) => call == killed && done == afterwards };

            await Run(site);

            Assert.Equal(whole.History, site.History);
            Assert.Empty(site.Late);
        }
    }

    [Fact]
    public async Task A_run_that_gave_up_is_finished_by_another_to_the_same_history()
    {
        var whole = new SteppedSite();
        await Run(whole);
        for (var from = 0; from < 20; from++)
        {
            var site = new SteppedSite { Dies = (call, _) => call >= from };
            await Assert.ThrowsAsync<SyncOpsException>(() => Run(site));
            site.Dies = (_, _) => false;

            await Run(site);

            Assert.Equal(whole.History, site.History);
        }
    }

    private Task<ReplayTally> Run(SteppedSite site)
    {
        var client = new SyncOpsClient(site.Server.Http(), new SyncOpsClientOptions { Time = _time });
        return new ReplayRun(client, _time).Run(_facts, _floor, null, _ => { }, TestContext.Current.CancellationToken);
    }
}
