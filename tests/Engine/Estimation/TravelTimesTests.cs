using CsCheck;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Estimation;

/// <summary>Three sectors, five minutes apart; by index: dock 0, pack 1, pick 2.</summary>
public sealed class TravelTimesTests
{
    private const int Dock = 0, Pack = 1, Pick = 2;

    private static readonly Floor Floor = new TestFloor().Sector("dock").Sector("pack").Sector("pick").Moves(5).Floor();

    private static TravelMark Mark(double took, double expected = 5, string from = "pick", string who = "ann", double left = 0)
        => new(who, from, At(left), At(left + expected), At(left + took));

    /// <summary>What packing tells after moves to it, each of another person.</summary>
    private static TravelTimes After(params TravelMark[] marks)
    {
        var watch = new TravelWatch();
        for (var i = 0; i < marks.Length; i++) watch.Note(marks[i] with { Resource = $"p{i}" });
        return TravelTimes.Of(Floor, [("pack", watch.Tallies)]);
    }

    [Fact]
    public void Without_moves_it_is_what_the_floor_says_and_the_spread_what_is_assumed()
    {
        var (minutes, spread, moves) = After().Of(Pick, Pack);

        // 5 x sqrt(0.25 + 0.125 + 0.0625): one move, the sector, the pair.
        Assert.Equal((5, 0), (minutes, moves));
        Assert.Equal(3.3072, spread, 4);
        Assert.Equal(0, After().Minutes(Pick, Pick));
    }

    [Fact]
    public void Four_moves_of_twelve_minutes_count_half_for_their_pair_and_a_half_of_that_against_one_half_for_the_sector()
    {
        var times = After(Mark(12), Mark(12), Mark(12), Mark(12));

        // 12 / 5 = 2.4. Of the sector (0.5 x 2.4 + 0.5 x 1) / (0.5 + 0.5) = 1.7, of the pair 0.5 x 2.4 + 0.5 x 1.7 = 2.05.
        Assert.Equal(10.25, times.Minutes(Pick, Pack), 9);
        Assert.Equal(8.5, times.Minutes(Dock, Pack), 9);        // 5 x 1.7: nobody came from there yet
        Assert.Equal(5, times.Minutes(Pack, Pick));             // nor the other way

        // One move (6 x 0.25 + 0) / (6 + 3) = 1 / 6; doubt 0.0625 / 2 + 0.0625 / 1 / 4 = 0.046875; 5 x sqrt(2.05^2 / 6 + 0.046875).
        Assert.Equal(4.3223, times.Of(Pick, Pack).SpreadMinutes, 4);
        Assert.Equal(4, times.Of(Pick, Pack).Moves);
    }

    [Fact]
    public void Other_pairs_tell_of_the_sector_and_leave_a_pair_its_own()
    {
        // Each pair counts 4 / 8 = 0.5. Sector (0.5 x 2 + 0.5 x 1 + 0.5) / 1.5 = 4 / 3; pick 0.5 x 2 + 0.5 x 4 / 3 = 5 / 3, dock
        // 0.5 x 1 + 0.5 x 4 / 3 = 7 / 6.
        var from = Enumerable.Repeat(Mark(10), 4).Concat(Enumerable.Repeat(Mark(5, from: "dock"), 4));
        var times = After([.. from]);

        Assert.Equal(5 * 5.0 / 3, times.Minutes(Pick, Pack), 9);
        Assert.Equal(5 * 7.0 / 6, times.Minutes(Dock, Pack), 9);
    }

    [Fact]
    public void One_move_tells_no_more_than_three_times_and_no_less_than_a_third_of_what_was_expected()
    {
        Assert.Equal(After(Mark(15)).Minutes(Pick, Pack), After(Mark(34)).Minutes(Pick, Pack), 9);
        Assert.Equal(After(Mark(5.0 / 3)).Minutes(Pick, Pack), After(Mark(0.5)).Minutes(Pick, Pack), 9);

        // Counts 1 / 5 for the pair. Sector (0.2 x 3 + 0.5) / 0.7 = 11 / 7; pair 0.2 x 3 + 0.8 x 11 / 7 = 1.857.
        Assert.Equal(9.2857, After(Mark(34)).Minutes(Pick, Pack), 4);
    }

    [Fact]
    public void Moves_that_differ_widen_the_spread()
    {
        // 3 and 7: mean 5, squares 58 - 50 = 8, over 25 = 0.32. One move (1.5 + 0.32) / 7 = 0.26; counts 1 / 3; doubt 0.0625 x 2 / 3 +
        // 0.0625 / (5 / 6) x 4 / 9 = 0.075; 5 x sqrt(0.26 + 0.075).
        Assert.Equal(2.8940, After(Mark(3), Mark(7)).Of(Pick, Pack).SpreadMinutes, 4);
    }

    [Fact]
    public void What_a_presence_goes_on_telling_counts_once()
    {
        var watch = new TravelWatch();
        var there = new Presence
        {
            Resource = "ann", State = ResourceStateKind.Working, Sector = "pack", AvailableAt = At(12), SeenAt = At(12), MovesThisShift = 1,
            Version = 3, Journey = new Journey("pick", "pack", At(0), At(5), At(12)),
        };
        Assert.Null(watch.NewIn([there with { Journey = null }]));
        var mark = Assert.Single(watch.NewIn([there])!);
        Assert.Equal(Mark(12), mark);

        watch.Note(mark);
        watch.Note(mark);
        Assert.Null(watch.NewIn([there]));
        Assert.Equal(new TravelTally("pick", 1, 12, 144), Assert.Single(watch.Tallies));
        watch.Note(Mark(9, left: 60));
        Assert.Equal(new TravelTally("pick", 2, 21, 225), Assert.Single(watch.Tallies));
    }

    [Fact]
    public void Fifty_moves_of_a_pair_are_remembered()
    {
        var watch = new TravelWatch();
        for (var i = 0; i < 400; i++) watch.Note(Mark(i < 200 ? 10 : 6, expected: 6, left: 60 * i));

        var tally = Assert.Single(watch.Tallies);
        Assert.Equal(50, tally.Moves, 9);
        Assert.Equal(6.0762, tally.Mean, 4);        // 6 + 4 x (50 / 51)^200: each new one takes 1 / 51 of what came before
    }

    [Fact]
    public void A_floor_that_says_no_time_at_all_is_believed()
    {
        var floor = new TestFloor().Sector("dock").Sector("pack").Sector("pick").Moves(0).Floor();

        var times = TravelTimes.Of(floor, [("pack", [new TravelTally("pick", 4, 48, 576), new TravelTally("gone", 1, 9, 81)])]);

        Assert.Equal(new TravelTime(0, 0, 0), times.Of(Pick, Pack));
    }

    [Fact]
    public void A_floor_with_other_minutes_is_another_prior_for_the_same_moves()
    {
        var floor = new TestFloor().Sector("dock").Sector("pack").Sector("pick").Moves(12).Floor();

        Assert.Equal(12, TravelTimes.Of(floor, [("pack", [new TravelTally("pick", 4, 48, 576)])]).Minutes(Pick, Pack), 9);
    }

    [Fact]
    public void An_estimate_lies_between_the_floor_and_the_moves_and_comes_to_the_moves()
        => Gen.Select(Gen.Double[2, 14], Gen.Int[1, 60]).Sample((took, moves) =>
        {
            var (watch, before) = (new TravelWatch(), 5.0);
            for (var i = 0; i < moves; i++)
            {
                watch.Note(Mark(took, left: 60 * i));
                var next = TravelTimes.Of(Floor, [("pack", watch.Tallies)]).Minutes(Pick, Pack);
                if (next < Math.Min(before, took) - 1e-9 || next > Math.Max(before, took) + 1e-9) return false;
                before = next;
            }
            // After n moves of one pair 1 - z (1 - z / (z + 1 / 2)) is what is taken of them, z = n / (n + 4).
            return moves < 30 || Math.Abs(before - took) < 0.06 * Math.Abs(5 - took) + 1e-9;
        });
}
