using SyncOps.Engine.Events;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

public class ReportLogTests
{
    [Fact]
    public void A_report_is_remembered_for_24_hours()
    {
        var log = new ReportLog().With(In("1"), At(0)).With(In("2"), At(24 * 60));
        Assert.Equal(Novelty.Repeat, log.Classify(In("1")));
        Assert.Equal(Novelty.Conflict, log.Classify(In("1", 0, "pack")));

        Assert.Equal(Novelty.New, log.With(In("3"), At(24 * 60 + 1)).Classify(In("1")));
    }

    [Fact]
    public void At_most_the_last_thousand_ids_are_remembered()
    {
        var log = new ReportLog();
        for (var i = 0; i <= 1_000; i++) log = log.With(In($"{i}"), At(0));

        Assert.Equal(1_000, log.Ids.Count);
        Assert.Equal([Novelty.New, Novelty.Repeat], new[] { "0", "1" }.Select(id => log.Classify(In(id))));
    }

    [Fact]
    public void A_sequence_number_is_remembered_without_limit_per_source()
    {
        var log = new ReportLog().With(In("1") with { Sequence = 3 }, At(0)).With(In("2") with { Source = "a", Sequence = 9 }, At(0))
            .With(In("3"), At(48 * 60));

        Assert.Equal(Novelty.Repeat, log.Classify(In("1") with { Sequence = 3 }));
        Assert.Equal(Novelty.New, log.Classify(In("1") with { Sequence = 2 }));
        Assert.Equal(Novelty.New, log.Classify(In("x") with { Source = "a", Sequence = 3 }));
        Assert.Equal(["a", "urn:badge"], log.Sources.Select(s => s.Source));
    }

    [Fact]
    public void A_log_is_never_changed_in_place()
    {
        var before = new ReportLog().With(In("1") with { Sequence = 3 }, At(0));
        before.With(In("2") with { Sequence = 1 }, At(0));

        Assert.Equal(Novelty.New, before.Classify(In("2") with { Sequence = 1 }));
    }
}
