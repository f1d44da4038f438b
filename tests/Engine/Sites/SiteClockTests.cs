using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sites;
using Xunit;

namespace SyncOps.Tests.Engine.Sites;

public class SiteClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 5, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly SiteClock Clock = new() { Kind = ClockKind.Stepped, Start = Start, Now = Start };

    [Fact]
    public void Decisions_fall_due_at_the_start_and_every_five_minutes_up_to_and_including_the_instant()
        => Assert.Equal([Start, Start + Every, Start + 2 * Every], Clock.DueUntil(Start.AddMinutes(10), Every));

    [Fact]
    public void What_was_decided_is_not_due_again()
    {
        var clock = Clock with { LastDecided = Start.AddMinutes(5) };

        Assert.Empty(clock.DueUntil(Start.AddMinutes(10).AddTicks(-1), Every));
        Assert.Equal([Start.AddMinutes(10)], clock.DueUntil(Start.AddMinutes(10), Every));
    }

    [Fact]
    public void Due_instants_are_the_multiples_between_the_last_decision_and_the_instant()
        => Gen.Select(Gen.Int[1, 20], Gen.Int[-1, 100], Gen.Int[-10, 200]).Sample((every, last, until) =>
        {
            var clock = Clock with { LastDecided = last < 0 ? null : Start.AddMinutes(last) };
            var naive = Enumerable.Range(0, 201).Where(m => m % every == 0 && m > last && m <= until).Select(m => Start.AddMinutes(m));
            var latest = Enumerable.Range(0, 201).Where(m => m % every == 0 && m <= until).Cast<int?>().LastOrDefault();
            var step = TimeSpan.FromMinutes(every);
            return clock.DueUntil(Start.AddMinutes(until), step).SequenceEqual(naive)
                && clock.LatestDue(Start.AddMinutes(until), step) == (latest > last ? Start.AddMinutes(latest.Value) : null);
        });

    [Fact]
    public void One_advance_takes_at_most_105120_decisions_and_says_how_far_it_may_go()
    {
        var latest = Start + 105_119 * Every;       // the start is the first of them: 2027-03-02T04:55

        Assert.Null(Clock.TooFar(latest + Every - TimeSpan.FromTicks(1), Every));
        Assert.Equal(105_120, Clock.DueUntil(latest, Every).Count());
        var fault = Clock.TooFar(latest + Every, Every)!;
        Assert.Equal(("$.to", FaultCodes.OutOfRange), (fault.Path, fault.Code));
        Assert.Equal(
            "2027-03-02T05:00:00Z is more than 105,120 decisions away: advance to 2027-03-02T04:55:00Z first.", fault.Reason);
    }

    [Fact]
    public void A_stepped_clock_reads_where_it_stands_and_a_live_one_what_the_storage_says()
    {
        Assert.Equal(Start, Clock.Reading(Start.AddDays(9)).Now);
        Assert.Equal(Start.AddDays(9), (Clock with { Kind = ClockKind.Live }).Reading(Start.AddDays(9)).Now);
    }
}
