using NodaTime;
using SyncOps.Engine.Discovery;
using Xunit;

namespace SyncOps.Tests.Engine.Discovery;

public class EventLogTests
{
    [Theory]
    [InlineData("2026-03-02T07:15:00Z", "2026-03-02T07:15:00Z")]
    [InlineData("2026-03-02 07:15:00+02:00", "2026-03-02T05:15:00Z")]
    [InlineData("2026-03-02T07:15:00.250-0530", "2026-03-02T12:45:00.25Z")]
    [InlineData("2026/03/02 07:15", "2026-03-02T06:15:00Z")]       // No offset: Amsterdam is one hour ahead in winter.
    [InlineData("2.3.2026 7:15", "2026-03-02T06:15:00Z")]
    [InlineData("2026-03-29 02:30:00", "2026-03-29T01:30:00Z")]    // Skipped by daylight saving: moved on by the gap, to 03:30 summer time.
    public void Times_are_read_as_they_are_written_and_local_ones_in_the_zone(string text, string utc)
    {
        Assert.True(LogInstant.TryRead(text, DateTimeZoneProviders.Tzdb["Europe/Amsterdam"], out var instant, out _));
        Assert.Equal(DateTimeOffset.Parse(utc), instant);
    }

    [Theory]
    [InlineData("3/2/2026 7:15")]      // Nobody can know whether this is March or February.
    [InlineData("yesterday")]
    [InlineData("2026-13-02T07:15:00Z")]
    [InlineData("")]
    public void What_is_no_clear_time_is_not_read(string text)
        => Assert.False(LogInstant.TryRead(text, DateTimeZone.Utc, out _, out _));

    [Fact]
    public void Rows_without_case_activity_or_time_are_skipped_and_reported_by_row()
    {
        var log = SmallLog.Of(
            "- Pick Ann 2T08:00 2T08:10",
            "c1 - Ann 2T08:00 2T08:10",
            "c1 Pick Ann nonsense ?",
            "c1 Pick - 2T08:00 2T08:10");

        Assert.Equal([4], log.Executions.Select(e => e.Row));
        Assert.Equal(
            ["emptyCase:1", "emptyActivity:2", "unreadableTime:3", "noTime:3", "noResource:4"],
            log.Findings.Select(f => $"{f.Code}:{string.Join(',', f.Rows)}"));
    }

    [Fact]
    public void An_end_before_its_start_is_taken_as_done_at_the_start()
    {
        var log = SmallLog.Of("c1 Pick Ann 2T08:30 2T08:00");

        Assert.Equal((SmallLog.At(2, 8, 30), SmallLog.At(2, 8, 30)), (log.Executions[0].Start, log.Executions[0].End));
        Assert.Equal(FindingAction.Repaired, log.Findings.Single(f => f.Code == "negativeDuration").Action);
    }

    [Fact]
    public void A_missing_end_is_the_median_duration_later_but_not_after_the_case_goes_on()
    {
        var log = SmallLog.Of(
            "c1 Pick Ann 2T08:00 2T08:10",
            "c2 Pick Ann 2T09:00 2T09:30",
            "c3 Pick Ann 2T10:00 2T10:20",     // Median of 10, 30 and 20 min is 20 min.
            "c4 Pick Ann 2T11:00 -",           // 11:20
            "c5 Pick Ann 2T12:00 -",           // 12:20, but the case is packed from 12:05.
            "c5 Pack Bob 2T12:05 2T12:15");

        Assert.Equal(SmallLog.At(2, 11, 20), log.Executions[3].End);
        Assert.Equal(SmallLog.At(2, 12, 5), log.Executions[4].End);
        Assert.Equal([4, 5], log.Findings.Single(f => f.Code == "missingEnd").Rows);
    }

    [Fact]
    public void Without_starts_work_begins_when_case_and_worker_are_both_free()
    {
        var log = SmallLog.Of(
            "c1 Pick Ann - 2T08:00",     // Nothing before: unknown. Median of the known 30, 20, 10 min is 20 min: 07:40.
            "c1 Pack Bob - 2T08:30",     // The case was free at 08:00.
            "c2 Pick Ann - 2T08:20",     // Ann was free at 08:00.
            "c2 Pack Bob - 2T08:40",     // The case at 08:20, but Bob only at 08:30.
            "c3 Pick Ann - 2T16:00");    // Ann was free at 08:20, more than 4 h before: Pick's median of 20 min, so 15:40.

        Assert.Equal(
            [SmallLog.At(2, 7, 40), SmallLog.At(2, 8), SmallLog.At(2, 8), SmallLog.At(2, 8, 30), SmallLog.At(2, 15, 40)],
            log.Executions.Select(e => e.Start));
    }

    [Fact]
    public void Repeated_rows_stay_executions_and_are_reported()
    {
        var log = SmallLog.Of("c1 Pick Ann 2T08:00 2T08:10", "c1 Pick Ann 2T08:00 2T08:10");

        Assert.Equal(2, log.Executions.Count);
        Assert.Equal([2], log.Findings.Single(f => f.Code == "repeatedRow").Rows);
    }

    [Fact]
    public void Mixed_offsets_are_compared_in_utc()
    {
        var log = SmallLog.Of(
            "c1 Pick Ann 2026-03-02T08:00:00+02:00 2026-03-02T08:10:00+02:00",
            "c1 Pack Ann 2026-03-02T07:10:00+01:00 2026-03-02T07:20:00+01:00");

        Assert.Equal(log.Executions[0].End, log.Executions[1].Start);
        Assert.Equal(1, log.Findings.Single(f => f.Code == "mixedOffsets").Count);
    }

    [Fact]
    public void Excluded_activities_are_matched_exactly()
    {
        var rows = SmallLog.Rows("c1 Start Ann 2T08:00 2T08:00", "c1 start Ann 2T08:00 2T08:05");

        var log = EventLog.From(rows, new LogReading { Exclude = ["Start"] });

        Assert.Equal("start", Assert.Single(log.Executions).Activity);
    }

    [Fact]
    public void A_finding_shows_its_first_twenty_rows_and_counts_all()
    {
        var finding = SmallLog.Of([.. Enumerable.Repeat("- Pick Ann 2T08:00 2T08:10", 25)]).Findings.Single();

        Assert.Equal(25, finding.Count);
        Assert.Equal(Enumerable.Range(1, 20), finding.Rows);
    }
}
