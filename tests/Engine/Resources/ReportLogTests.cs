using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

public class ReportLogTests
{
    private static readonly ClockReading Stepped = new(ClockKind.Stepped, At(0));

    [Fact]
    public void A_report_is_remembered_for_24_hours()
    {
        var log = new ReportLog().With(In("1"), At(0)).With(In("2"), At(24 * 60));
        Assert.Equal(Novelty.Repeat, log.Classify(In("1"), Stepped));
        Assert.Equal(Novelty.Conflict, log.Classify(In("1", 0, "pack"), Stepped));

        Assert.Equal(Novelty.New, log.With(In("3"), At(24 * 60 + 1)).Classify(In("1"), Stepped));
    }

    [Fact]
    public void At_most_the_last_thousand_ids_are_remembered()
    {
        var log = new ReportLog();
        for (var i = 0; i <= 1_000; i++) log = log.With(In($"{i}"), At(0));

        Assert.Equal(1_000, log.Ids.Count);
        Assert.Equal([Novelty.New, Novelty.Repeat], new[] { "0", "1" }.Select(id => log.Classify(In(id), Stepped)));
    }

    [Fact]
    public void A_sequence_number_is_remembered_without_limit_per_source()
    {
        var log = new ReportLog().With(In("1") with { Sequence = 3 }, At(0)).With(In("2") with { Source = "a", Sequence = 9 }, At(0))
            .With(In("3"), At(48 * 60));

        Assert.Equal(Novelty.Repeat, log.Classify(In("1") with { Sequence = 3 }, Stepped));
        Assert.Equal(Novelty.New, log.Classify(In("1") with { Sequence = 2 }, Stepped));
        Assert.Equal(Novelty.New, log.Classify(In("x") with { Source = "a", Sequence = 3 }, Stepped));
        Assert.Equal(["a", "urn:badge"], log.Sources.Select(s => s.Source));
    }

    [Fact]
    public void A_log_is_never_changed_in_place()
    {
        var before = new ReportLog().With(In("1") with { Sequence = 3 }, At(0));
        before.With(In("2") with { Sequence = 1 }, At(0));

        Assert.Equal(Novelty.New, before.Classify(In("2") with { Sequence = 1 }, Stepped));
    }

    [Fact]
    public void Behind_more_gaps_than_are_kept_a_report_of_the_last_twelve_hours_is_new_on_a_live_clock()
    {
        var log = new ReportLog();
        for (var i = 0; i <= 200; i++) log = log.With(In($"{i}", i) with { Sequence = 2 * i + 1 }, At(i));        // 201 gaps: 0, 2, 4, ...

        Assert.Equal([Novelty.New, Novelty.Repeat], Live(200).Concat(Live(13 * 60)));
        Assert.Equal(Novelty.Repeat, log.Classify(Late, new ClockReading(ClockKind.Stepped, At(200))));
        Assert.Equal(Novelty.Repeat, log.With(Late, At(200)).Classify(Late, new ClockReading(ClockKind.Live, At(200))));

        IEnumerable<Novelty> Live(int minute) => [log.Classify(Late, new ClockReading(ClockKind.Live, At(minute)))];
    }

    private static FloorEvent Late => In("late", 5) with { Sequence = 0 };
}
