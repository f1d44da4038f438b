using CsCheck;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Events;
using Xunit;

namespace SyncOps.Tests.Engine.Discovery;

public class LogReplayTests
{
    private static IReadOnlyList<FloorEvent> Facts(EventLog log) => LogReplay.Facts(log, SmallLog.Floor(log), "abc").Value!;

    private static IEnumerable<string> Told(EventLog log)
        => Facts(log).Select(f => $"{f.Time:dd HH:mm} {f.Id} {f.Resource ?? "-"} {f.From}>{f.Sector}>{f.To}");

    [Fact]
    public void Work_arrives_at_the_earlier_of_its_start_and_the_previous_end_and_completes_at_its_end()
    {
        // Row 2 begins 10 min after row 1 ends: it arrived at that end. Row 3 begins before row 2 ends: it arrived at its own start.
        var log = SmallLog.Of("c1 Pick - 2T08:00 2T08:10", "c1 Pack - 2T08:20 2T08:40", "c1 Load - 2T08:30 2T08:50");

        Assert.Equal(
            [
                "02 08:00 1/arrived - >pick>", "02 08:10 2/arrived - pick>pack>", "02 08:10 1/completed - >pick>pack",
                "02 08:30 3/arrived - pack>load>", "02 08:40 2/completed - >pack>load", "02 08:50 3/completed - >load>",
            ],
            Told(log));
    }

    [Fact]
    public void A_worker_checks_in_moves_on_and_not_back_and_leaves_before_a_gap_of_four_hours()
    {
        // Pack overlaps Pick: Ann moves to pack at 08:05 and stays. Done at 08:20; the gap until 12:20 is exactly 4 h.
        var log = SmallLog.Of("c1 Pick Ann 2T08:00 2T08:20", "c2 Pack Ann 2T08:05 2T08:10", "c3 Pack Ann 2T12:20 2T12:30");

        Assert.Equal(
            [
                "02 08:00 1/checkedIn Ann >pick>", "02 08:05 2/moved Ann >pack>", "02 08:20 1/checkedOut Ann >>",
                "02 12:20 3/checkedIn Ann >pack>", "02 12:30 3/checkedOut Ann >>",
            ],
            Told(log).Where(f => !f.Contains("arrived", StringComparison.Ordinal) && !f.Contains("completed", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_gap_just_under_four_hours_is_a_pause()
    {
        var log = SmallLog.Of("c1 Pick Ann 2T08:00 2T08:20", "c2 Pick Ann 2T12:19 2T12:30");

        Assert.Single(Facts(log), f => f.Kind == EventKind.ResourceCheckedOut);
    }

    [Fact]
    public void Executions_that_begin_together_move_the_worker_once_to_the_last_of_them()
    {
        var log = SmallLog.Of("c1 Pick Ann 2T08:00 2T08:30", "c2 Pack Ann 2T09:00 2T09:10", "c3 Load Ann 2T09:00 2T09:20");

        var move = Assert.Single(Facts(log), f => f.Kind == EventKind.ResourceMoved);
        Assert.Equal(("3/moved", "load"), (move.Id, move.Sector));
    }

    [Fact]
    public void A_stay_of_no_length_is_checked_in_and_out_under_one_row()
        => Assert.Equal(
            ["2/checkedIn", "2/checkedOut"],
            Facts(SmallLog.Of("c1 Pick Ann 2T08:00 2T08:00", "c2 Pack Ann 2T08:00 2T08:00")).Where(f => !f.IsWork).Select(f => f.Id));

    [Fact]
    public void At_one_instant_arrivals_come_first_then_check_ins_moves_completions_and_check_outs()
    {
        var log = SmallLog.Of(
            "c1 Pick Ann 2T08:00 2T09:00", "c2 Pick Bob 2T08:00 2T08:30", "c2 Pack Bob 2T09:00 2T09:30", "c3 Pick Cid 2T09:00 2T09:30");

        Assert.Equal(
            ["4/arrived", "4/checkedIn", "3/moved", "1/completed", "1/checkedOut"],
            Facts(log).Where(f => f.Time == SmallLog.At(2, 9)).Select(f => f.Id));
    }

    [Fact]
    public void Facts_have_the_logs_source_one_unit_and_a_rising_sequence()
    {
        var facts = Facts(SmallLog.Of("c1 Pick Ann 2T08:00 2T08:10"));

        Assert.All(facts, f => Assert.Equal("urn:syncops:log:abc", f.Source));
        Assert.All(facts.Where(f => f.IsWork), f => Assert.Equal(1, f.Units.Value));
        Assert.Equal([1L, 2, 3, 4], facts.Select(f => f.Sequence!.Value));
    }

    [Fact]
    public void A_floor_without_the_logs_activities_or_resources_is_refused_with_each_of_them()
    {
        var floor = SmallLog.Floor(SmallLog.Of("c1 Pick Ann 2T08:00 2T08:10"));
        var other = SmallLog.Of("c1 Pack Bob 2T08:00 2T08:10", "c1 Pick Ann 2T08:00 2T08:10");

        var refusal = LogReplay.Facts(other, floor, "abc").Refusal!;

        Assert.Equal(["unknownActivity", "unknownResource"], refusal.Faults!.Select(f => f.Code));
    }

    [Fact]
    public void A_floor_whose_clock_starts_after_the_log_is_refused()
    {
        var log = SmallLog.Of("c1 Pick Ann 2T08:00 2T08:10");
        var late = SmallLog.Floor(log) with { Start = SmallLog.At(2, 8, 1) };

        Assert.Equal("beforeStart", Assert.Single(LogReplay.Facts(log, late, "abc").Refusal!.Faults!).Code);
    }

    [Fact]
    public void Folded_in_order_facts_conserve_work_and_leave_everybody_off() => SmallLogs.Any.Sample(log =>
    {
        var fold = FactFold.Of(Facts(log));

        Assert.Empty(fold.Faults);
        Assert.Equal(
            log.Executions.GroupBy(e => Slug.Of(e.Activity, "")).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Count(), g.Count())),
            fold.Work.Select(w => (w.Key, w.Value.Arrived, w.Value.Completed)));
        Assert.Empty(fold.OnDuty);
    });

    [Fact]
    public void Each_steps_facts_are_ahead_of_the_clock_and_the_clock_passes_only_what_was_sent() => SmallLogs.Any.Sample(log =>
    {
        var floor = SmallLog.Floor(log);
        var facts = Facts(log);
        var clock = floor.Start!.Value;
        var sent = new List<FloorEvent>();
        foreach (var step in ReplaySteps.Of(facts, floor, TimeSpan.FromHours(2)))
        {
            Assert.All(step.Facts, f => Assert.True(f.Time > clock || clock == floor.Start));
            sent.AddRange(step.Facts);
            if (step.AdvanceTo is not { } to) continue;
            Assert.Equal(0, (to - floor.Start!.Value).Ticks % floor.DecideEvery.Ticks);
            Assert.True(sent.Count == facts.Count || facts[sent.Count].Time > to);
            clock = to;
        }
        Assert.Equal(facts, sent);
        Assert.InRange(clock - facts[^1].Time, TimeSpan.FromTicks(1), floor.DecideEvery);
    });
}
