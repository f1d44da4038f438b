using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Discovery;
using SyncOps.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Discovery;

public class FloorDiscoveryTests
{
    [Fact]
    public void Shares_are_what_follows_in_the_case_over_all_executions()
    {
        // Pick happens 4 times: followed by itself once, by Pack twice, once by nothing.
        var floor = SmallLog.Floor(SmallLog.Of(
            "c1 Pick Ann 2T08:00 2T08:10", "c1 Pick Ann 2T08:10 2T08:20", "c1 Pack Bob 2T08:20 2T08:30",
            "c2 Pick Ann 2T08:20 2T08:30", "c2 Pack Bob 2T08:30 2T08:40",
            "c3 Pick Ann 2T08:30 2T08:40"));

        Assert.Equal([("pack", 0.5), ("pick", 0.25)], floor.Sectors.Single(s => s.Id == "pick").Next.Select(r => (r.To, r.Share)));
        Assert.Empty(floor.Sectors.Single(s => s.Id == "pack").Next);
    }

    [Fact]
    public void A_case_is_ordered_by_start_then_end_then_row()
    {
        // All three begin together: Weigh ends first, and of Pick and Pack, alike in both, Pack has the earlier row.
        var floor = SmallLog.Floor(SmallLog.Of(
            "c1 Pack Ann 2T08:00 2T08:10", "c1 Pick Bob 2T08:00 2T08:10", "c1 Weigh Cid 2T08:00 2T08:05"));

        Assert.Equal(
            ["pack>pick", "weigh>pack"],
            floor.Sectors.SelectMany(s => s.Next.Select(r => $"{s.Id}>{r.To}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_sector_is_named_by_the_activity_verbatim_and_collisions_are_numbered_by_first_row()
    {
        var rows = new[] { "Round  Q.C.", "round q-c", "Fräsen", "!!" }
            .Select((a, i) => new LogRow(i + 1, "c", a, "r", $"2026-03-02T08:0{i}:00Z", $"2026-03-02T08:0{i}:30Z"));

        var floor = SmallLog.Floor(EventLog.From(rows, new LogReading()));

        Assert.Equal(
            [("fr-sen", "Fräsen"), ("round-q-c", "Round  Q.C."), ("round-q-c-2", "round q-c"), ("sector", "!!")],
            floor.Sectors.Select(s => (s.Id, s.Name)));
    }

    [Theory]
    [InlineData("2T08:30", 4)]      // 4 x 0.5 h, but 4 h at least
    [InlineData("2T09:20", 6)]      // 4 x 80 min = 5 h 20
    [InlineData("2T20:00", 24)]     // 4 x 12 h, but a day at most
    public void A_floor_looks_as_far_ahead_as_four_executions_take(string end, double hours)
    {
        var floor = SmallLog.Floor(SmallLog.Of($"c1 Pick Ann 2T08:00 {end}", $"c1 Pack Bob 2T08:00 {end}"));

        Assert.Equal(hours, floor.Horizon.TotalHours);
    }

    [Fact]
    public void A_rate_is_executions_over_hours_with_common_time_shared_equally()
    {
        // Ann picks for 1 h four times alone (4 h), and once 12:00-13:00 while packing 12:30-13:30:
        // Pick gets 0.5 + 0.25 h of it, so 5 executions in 4.75 h; Pack gets 0.25 + 0.5 = 0.75 h.
        var log = SmallLog.Of(
            "c1 Pick Ann 2T08:00 2T09:00", "c2 Pick Ann 2T09:00 2T10:00", "c3 Pick Ann 2T10:00 2T11:00", "c4 Pick Ann 2T11:00 2T12:00",
            "c5 Pick Ann 2T12:00 2T13:00", "c6 Pack Ann 2T12:30 2T13:30");

        var hours = WorkedTime.Hours(log.Workers().Single());
        var skill = SmallLog.Floor(log).Resources.Single().Skills.Single(s => s.Sector == "pick");

        Assert.Equal([1, 1, 1, 1, 0.75, 0.75], hours.Select(h => Math.Round(h, 12)));
        Assert.Equal(5 / 4.75, skill.UnitsPerHour, precision: 8);
    }

    [Fact]
    public void Repeated_rows_share_their_time_and_both_count()
    {
        // Six executions in three hours: each hour has two that share it.
        var log = SmallLog.Of(
            "c1 Pick Ann 2T08:00 2T09:00", "c1 Pick Ann 2T08:00 2T09:00", "c2 Pick Ann 2T09:00 2T10:00", "c2 Pick Ann 2T09:00 2T10:00",
            "c3 Pick Ann 2T10:00 2T11:00", "c3 Pick Ann 2T10:00 2T11:00");

        Assert.Equal(2, SmallLog.Floor(log).Resources.Single().Skills.Single().UnitsPerHour, precision: 8);
    }

    [Fact]
    public void A_rate_of_few_executions_leans_on_the_activitys_mean()
    {
        // Ann: 8 executions in 8 h. Bob: 1 in 0.25 h. Mean 9 / 8.25 per h. Bob lacks 4 of 5: 5 / (0.25 + 4 x 8.25 / 9) = 1.27660 per h.
        var log = SmallLog.Of(
        [
            .. Enumerable.Range(0, 8).Select(h => $"c{h} Pick Ann 2T{h + 8:00}:00 2T{h + 9:00}:00"),
            "c9 Pick Bob 2T08:00 2T08:15",
        ]);

        var resources = SmallLog.Floor(log).Resources;

        Assert.Equal(1, resources.Single(r => r.Id == "Ann").Skills.Single().UnitsPerHour, precision: 8);
        Assert.Equal(1.27660, resources.Single(r => r.Id == "Bob").Skills.Single().UnitsPerHour, precision: 5);
    }

    [Fact]
    public void Work_in_no_time_has_the_activitys_mean_rate_and_without_any_time_twelve_an_hour()
    {
        var timed = SmallLog.Floor(SmallLog.Of("c1 Pick Ann 2T08:00 2T08:00", "c2 Pick Bob 2T08:00 2T08:30"));     // Mean 2 / 0.5 h.
        var timeless = SmallLog.Floor(SmallLog.Of("c1 Pick Ann 2T08:00 2T08:00"));

        Assert.Equal(4, timed.Resources.Single(r => r.Id == "Ann").Skills.Single().UnitsPerHour, precision: 8);
        Assert.Equal(12, timeless.Resources.Single().Skills.Single().UnitsPerHour);
    }

    [Fact]
    public void Home_is_where_a_worker_spent_most_time_not_most_executions()
    {
        var log = SmallLog.Of("c1 Pick Ann 2T08:00 2T08:10", "c2 Pick Ann 2T08:10 2T08:20", "c1 Pack Ann 2T09:00 2T11:00");

        Assert.Equal("pack", SmallLog.Floor(log).Resources.Single().Home);
    }

    [Fact]
    public void Move_time_is_the_median_of_short_pauses_between_sectors()
    {
        // Pauses between sectors: 2, 4, 6, 8 and 10 min: median 6. The pause of 2 h and the one within Pick do not count.
        var log = SmallLog.Of(
            "c1 Pick Ann 2T08:00 2T08:10", "c1 Pack Ann 2T08:12 2T08:20", "c2 Pick Ann 2T08:24 2T08:30", "c2 Pack Ann 2T08:36 2T08:40",
            "c3 Pick Ann 2T08:48 2T08:50", "c3 Pack Ann 2T09:00 2T09:10", "c4 Pick Ann 2T11:10 2T11:20", "c5 Pick Ann 2T11:50 2T12:00");

        Assert.Equal(6, SmallLog.Floor(log).Moves.Minutes);
    }

    [Fact]
    public void Without_enough_pauses_the_move_time_is_a_default_and_said_to_be_a_guess()
    {
        var learned = SmallLog.Learn(SmallLog.Of("c1 Pick Ann 2T08:00 2T08:10"));

        Assert.Equal(5, learned.Floor.Moves.Minutes);
        Assert.Contains(learned.Report.Guesses, g => g is { Path: "$.moves.minutes", Value: "5" });
    }

    [Fact]
    public void The_clock_is_stepped_and_starts_at_local_midnight_before_the_first_event()
    {
        // 2 March 03:00 UTC is still 1 March, 22:00, in New York, whose midnight was 05:00 UTC.
        var log = SmallLog.Of("c1 Pick Ann 2T03:00 2T03:10");

        var floor = FloorDiscovery.Learn(log, new DiscoveryOptions { Site = "s", TimeZone = "America/New_York" }).Value!.Floor;

        Assert.Equal((ClockKind.Stepped, SmallLog.At(1, 5)), (floor.Clock, floor.Start!.Value));
        Assert.Equal(TimeSpan.FromMinutes(15), floor.DecideEvery);
    }

    [Fact]
    public void Names_that_are_no_ids_become_slugs_and_keep_their_text_as_name()
    {
        var rows = new[] { "Ann Lee", "ann-lee", "ID7" }
            .Select((r, i) => new LogRow(i + 1, "c", "Pick", r, $"2026-03-02T08:0{i}:00Z", $"2026-03-02T08:0{i}:30Z"));

        var floor = SmallLog.Floor(EventLog.From(rows, new LogReading()));

        Assert.Equal(
            [("ID7", (string?)null), ("ann-lee", null), ("ann-lee-2", "Ann Lee")],
            floor.Resources.Select(r => (r.Id, r.Name)));
    }

    [Fact]
    public void An_empty_log_is_refused()
        => Assert.Equal(RefusalKind.Invalid, FloorDiscovery.Learn(SmallLog.Of(), new DiscoveryOptions { Site = "s" }).Refusal!.Kind);

    [Fact]
    public void Every_learned_floor_keeps_its_shares_rates_and_exits() => SmallLogs.Any.Sample(log =>
    {
        var floor = SmallLog.Floor(log);
        foreach (var sector in floor.Sectors) Assert.True(sector.Next.Sum(r => r.Share) <= 1 + 1e-9);
        foreach (var skill in floor.Resources.SelectMany(r => r.Skills)) Assert.InRange(skill.UnitsPerHour, 1e-6, 3_600);
        Assert.Equal(floor.Sectors.Select(s => s.Id), LeavingSectors(floor));
    });

    /// <summary>Sectors from which work can leave the site, at once or by way of others.</summary>
    private static IEnumerable<string> LeavingSectors(FloorDocument floor)
    {
        var leaving = floor.Sectors.Where(s => s.Next.Sum(r => r.Share) < 1 - 1e-9).Select(s => s.Id).ToHashSet();
        while (floor.Sectors.FirstOrDefault(s => !leaving.Contains(s.Id) && s.Next.Any(r => leaving.Contains(r.To))) is { } more)
            leaving.Add(more.Id);
        return floor.Sectors.Select(s => s.Id).Where(leaving.Contains);
    }
}
