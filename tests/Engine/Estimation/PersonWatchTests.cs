using CsCheck;
using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Estimation;

/// <summary>Ann and Bob, 60/h each by the floor, in stretches of five minutes in which everybody has work.</summary>
public sealed class PersonWatchTests
{
    private const double FiveMinutes = 1.0 / 12;

    private static readonly PeopleMark Both = new([new PersonMark("ann", 60), new PersonMark("bob", 60)]);

    private static PersonWatch Watch(int stretches, double ann, double bob, double unnamed = 0, double hours = FiveMinutes)
    {
        var watch = new PersonWatch();
        watch.Note(Both);
        Work(watch, stretches, ann, bob, unnamed, hours);
        return watch;
    }

    private static void Work(PersonWatch watch, int stretches, double ann, double bob, double unnamed = 0, double hours = FiveMinutes)
    {
        for (var i = 0; i < stretches; i++)
        {
            watch.Complete("ann", Units.Of(ann));
            watch.Complete("bob", Units.Of(bob));
            watch.Complete(null, Units.Of(unnamed));
            watch.EndStretch(hours);
        }
    }

    private static double FactorOf(PersonWatch watch, string who) => PersonRate.FactorOf(watch.Rates(), who);

    [Fact]
    public void Ten_hours_at_thirteen_tenths_count_for_three_more_of_fourteen()
    {
        var rate = PersonRate.Of("ann", 10, 13);

        Assert.Equal(17.0 / 14, rate.Factor, 12);       // (4 + 13) / (4 + 10)
        Assert.Equal(0.088352, rate.Sd, 6);             // sqrt(17 / 14 x 0.09 / 14)
        Assert.Equal(0.15, PersonRate.Of("ann", 0, 0).Sd, 12);      // sqrt(0.09 / 4)
        Assert.Equal((0.5, 2), (PersonRate.Of("ann", 90, 0).Factor, PersonRate.Of("ann", 1, 90).Factor));
    }

    [Fact]
    public void Each_is_learned_from_what_names_them()
    {
        // Eight hours: Ann 96 x 7.5 / 60 = 12 standard hours, Bob 8.
        var rates = Watch(96, ann: 7.5, bob: 5).Rates();

        Assert.Equal(["ann", "bob"], rates.Select(r => r.Resource));
        Assert.Equal(4.0 / 3, rates[0].Factor, 9);      // (4 + 12) / (4 + 8)
        Assert.Equal(1, rates[1].Factor, 9);
        Assert.All(rates, r => Assert.Equal(8, r.Hours, 9));
    }

    [Fact]
    public void A_stretch_in_which_some_had_nothing_to_do_tells_nothing()
        => Assert.Empty(Watch(96, ann: 7.5, bob: 5, hours: 0).Rates());

    [Fact]
    public void Where_half_of_the_completions_name_nobody_half_of_the_time_counts()
    {
        // Five units each in five minutes, half of them named: 4 standard hours in about 4 h.
        var watch = Watch(96, ann: 2.5, bob: 2.5, unnamed: 5);

        Assert.InRange(FactorOf(watch, "ann"), 0.99, 1);
    }

    [Fact]
    public void Who_is_never_named_is_as_fast_as_the_floor_says()
    {
        var watch = Watch(96, ann: 10, bob: 0);

        Assert.Equal(["ann"], watch.Rates().Select(r => r.Resource));
        Assert.Equal(1, FactorOf(watch, "bob"));
        watch.Complete("eve", Units.Of(50));
        watch.EndStretch(FiveMinutes);
        Assert.Equal(1, FactorOf(watch, "eve"));        // not known to work here
    }

    [Fact]
    public void Time_counts_while_they_are_there()
    {
        var watch = Watch(48, ann: 7.5, bob: 5);
        watch.Note(new PeopleMark([new PersonMark("bob", 60)]));
        for (var i = 0; i < 48; i++)
        {
            watch.Complete("bob", Units.Of(5));
            watch.EndStretch(FiveMinutes);
        }

        Assert.True(watch.IsHere([new PersonMark("bob", 60)]));
        Assert.Equal([4, 8], watch.Rates().Select(r => Math.Round(r.Hours, 9)));
        Assert.Equal(10.0 / 8, FactorOf(watch, "ann"), 9);      // (4 + 6) / (4 + 4)
        watch.Note(Both);
        Work(watch, 48, ann: 7.5, bob: 5);
        Assert.Equal(4.0 / 3, FactorOf(watch, "ann"), 9);
    }

    [Fact]
    public void At_another_standard_rate_the_same_work_is_worth_other_hours()
    {
        var watch = Watch(96, ann: 7.5, bob: 5);
        watch.Note(new PeopleMark([new PersonMark("ann", 90), new PersonMark("bob", 60)]));

        Assert.Equal(1, FactorOf(watch, "ann"), 9);     // 720 units in 8 h are 90/h
    }

    [Fact]
    public void Two_weeks_are_remembered()
    {
        var watch = new PersonWatch();
        for (var day = 0; day < 60; day++)
        {
            watch.Note(Both);
            Work(watch, 96, ann: day < 30 ? 10 : 5, bob: 5);
        }

        Assert.InRange(FactorOf(watch, "ann"), 1, 1.06);
        Assert.InRange(watch.Rates()[0].Hours, 80, 88);
    }

    [Fact]
    public void Where_people_are_not_told_apart_any_more_all_is_forgotten()
    {
        var (floor, roster) = (Told(PersonRates.Person), (Presence[])[Present("ann"), Present("bob")]);
        var watch = new PersonWatch();
        var mark = PeopleMark.News(floor, "pack", roster, Start, watch)!;
        Assert.Equal(Both.Working, mark.Working);
        watch.Note(mark);
        Assert.Null(PeopleMark.News(floor, "pack", roster, Start, watch));
        Assert.Equal(["bob"], PeopleMark.News(floor, "pack", roster[1..], Start, watch)!.Working!.Select(m => m.Resource));

        var aggregate = Told(PersonRates.Aggregate);
        Assert.Null(PeopleMark.News(aggregate, "pack", roster, Start, null));
        var forget = PeopleMark.News(aggregate, "pack", roster, Start, watch)!;
        Assert.Null(forget.Working);
        watch.Note(forget);
        Assert.True(watch.IsEmpty);
        Assert.Null(PeopleMark.News(aggregate, "pack", roster, Start, watch));
    }

    [Fact]
    public void A_roll_out_and_the_capacity_go_by_the_rates_that_were_learned()
    {
        var floor = new TestFloor().Sector("pack").Sector("few", with: s => s with { Stations = 1 })
            .Resource("ann", ("pack", 60)).Resource("bob", ("pack", 60)).Resource("eve", ("few", 60)).Resource("joe", ("few", 60))
            .Present("ann", "pack").Present("bob", "pack").Present("eve", "few").Present("joe", "few")
            .Load("pack", 900, with: l => l with { Rates = [new PersonRate("ann", 1.5, 0.1, 8), new PersonRate("bob", 0.8, 0.1, 8)] })
            .Load("few", 900, with: l => l with { Rates = [new PersonRate("eve", 1.5, 0.1, 8)] });

        // 60 x 1.5 + 60 x 0.8; and one place for two people who come to (60 x 1.5 + 60) / 2 in the mean.
        var run = floor.Run();
        Assert.Equal(75, run.ServedUntil(0, 60), 9);
        Assert.Equal(138, run.ServedUntil(1, 60), 9);
        Assert.Equal(138, OutlookWriter.CapacityPerHour(floor.LoadOf("pack"), floor.Floor(), Start));
    }

    [Fact]
    public void A_journal_tells_them_only_where_it_tells_who_works()
    {
        var ann = new PeopleMark([new PersonMark("ann", 60)]);
        Assert.Equal([new PersonRate("ann", 4.0 / 3, Math.Sqrt(4.0 / 3 * 0.09 / 12), 8)], Rates(ann));
        Assert.Empty(Rates(null));

        static IReadOnlyList<PersonRate> Rates(PeopleMark? people)
        {
            // Every hour a row; Ann completes 90 of the 1,000.
            var ledger = SectorLedger.Empty(ClockKind.Stepped);
            ledger.Adopt(1, Sectors.WorkEvents.Row(0, Sectors.WorkEvents.Arrived("a", 1_000)) with
            {
                Staff = new StaffMark(60, 1), People = people,
            });
            for (var hour = 1; hour <= 8; hour++)
            {
                var completed = Sectors.WorkEvents.Completed($"c{hour}", 90, 60 * hour) with { Resource = "ann" };
                ledger.Adopt(2 * hour, Sectors.WorkEvents.Row(60 * hour - 1, completed));
                ledger.Adopt(2 * hour + 1, Sectors.WorkEvents.Row(60 * hour));
            }
            return [.. ledger.Accounts.LoadAt("pick", At(480), 1, []).Rates.Select(r => r with { Hours = Math.Round(r.Hours, 9) })];
        }
    }

    [Fact]
    public void An_estimate_lies_between_the_standard_and_what_was_seen_and_comes_to_it()
        => Gen.Select(Gen.Double[0.5, 2], Gen.Int[1, 400]).Sample((pace, stretches) =>
        {
            var factor = FactorOf(Watch(stretches, ann: 5 * pace, bob: 5), "ann");
            // 4 / (4 + h) of the way is left after h hours, but for the rounding of units to millionths.
            var left = 4 / (4 + stretches * FiveMinutes);
            return Math.Abs(factor - (left + (1 - left) * pace)) < 1e-6;
        });

    private static Floor Told(PersonRates rates) => new TestFloor().Sector("pack")
        .Resource("ann", ("pack", 60)).Resource("bob", ("pack", 60)).Policy(p => p with { PersonRates = rates }).Floor();

    private static Presence Present(string who) => new()
    {
        Resource = who, State = ResourceStateKind.Working, Sector = "pack", AvailableAt = Start, SeenAt = Start, MovesThisShift = 0,
        Version = 1,
    };
}
