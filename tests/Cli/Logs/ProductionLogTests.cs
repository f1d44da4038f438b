using System.Diagnostics;
using SyncOps.Cli.Logs;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Events;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Cli.Logs;

/// <summary>The job shop's real log. Its figures were counted with another program.</summary>
public class ProductionLogTests
{
    private static readonly ColumnOptions Columns = new("case:concept:name", "Activity", "Resource", "start_timestamp", "time:timestamp");

    private static readonly LogReading WithoutMarkers = new() { Exclude = ["Start", "End"] };

    [Fact]
    public void The_real_log_holds_what_was_counted_by_hand()
    {
        var log = Read().Log;
        var learned = FloorDiscovery.Learn(log, new DiscoveryOptions { Site = "production" }).Value!;

        Assert.Equal((4_953, 4_503, 225), (learned.Report.RowsRead, learned.Report.Executions, learned.Report.Cases));
        Assert.Equal((24, 46), (learned.Report.Sectors, learned.Report.Resources));
        // 225 Start rows and 225 End rows; the first event is at 07:00 +02:00 on 2 January.
        Assert.Equal(450, learned.Report.Findings.Single(f => f.Code == "excluded").Count);
        Assert.Equal(9, learned.Report.Findings.Single(f => f.Code == "zeroDuration").Count);
        Assert.Equal(DateTimeOffset.Parse("2012-01-02T00:00:00Z"), learned.Floor.Start);
    }

    [Fact]
    public void Routes_of_the_real_log_are_its_directly_follows_counts()
    {
        var floor = FloorDiscovery.Learn(Read().Log, new DiscoveryOptions { Site = "production" }).Value!.Floor;
        var milling = floor.Sectors.Single(s => s.Id == "turning-milling");

        // Of 1,269 executions 870 are followed by the same, 301 by its quality check, 23 by laser marking.
        Assert.Equal("Turning & Milling", milling.Name);
        Assert.Equal(870 / 1_269.0, milling.Next.Single(r => r.To == "turning-milling").Share, precision: 8);
        Assert.Equal(301 / 1_269.0, milling.Next.Single(r => r.To == "turning-milling-q-c").Share, precision: 8);
        Assert.Equal(23 / 1_269.0, milling.Next.Single(r => r.To == "laser-marking").Share, precision: 8);
        Assert.All(floor.Sectors, s => Assert.True(s.Next.Sum(r => r.Share) <= 1 + 1e-9));
    }

    [Fact]
    public void The_real_logs_columns_are_found_without_being_named()
    {
        var found = LogFile.Read(SharedData.JobShop(), new ColumnOptions(), WithoutMarkers);

        Assert.Equal(Read().Log.Executions, found.Log.Executions);
    }

    [Fact]
    public void Replayed_the_real_log_completes_every_execution_where_it_arrived_and_sends_everybody_home()
    {
        var file = Read();
        var floor = FloorDiscovery.Learn(file.Log, new DiscoveryOptions { Site = "production" }).Value!.Floor;

        var facts = LogReplay.Facts(file.Log, floor, file.Sha256).Value!;

        var executions = file.Log.Executions.GroupBy(e => e.Activity).ToDictionary(g => g.Key, g => g.Count());
        foreach (var sector in floor.Sectors)
        {
            Assert.Equal(executions[sector.Name], facts.Count(f => f.Kind == EventKind.WorkArrived && f.Sector == sector.Id));
            Assert.Equal(executions[sector.Name], facts.Count(f => f.Kind == EventKind.WorkCompleted && f.Sector == sector.Id));
        }
        // One arrival of each of the 225 cases comes from outside.
        Assert.Equal(225, facts.Count(f => f is { Kind: EventKind.WorkArrived, From: null }));
        Assert.Equal(
            facts.Count(f => f.Kind == EventKind.ResourceCheckedIn), facts.Count(f => f.Kind == EventKind.ResourceCheckedOut));
        Assert.Equal(facts.Count, facts.Select(f => f.Id).Distinct().Count());
        Assert.Equal(facts.OrderBy(f => f.Time).Select(f => f.Id), facts.Select(f => f.Id));
    }

    [Fact]
    public void The_real_log_is_learned_in_under_five_seconds()
    {
        var clock = Stopwatch.StartNew();
        FloorDiscovery.Learn(Read().Log, new DiscoveryOptions { Site = "production" });

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static LogFile Read() => LogFile.Read(SharedData.JobShop(), Columns, WithoutMarkers);
}
