using SyncOps.Engine.Backtest;
using SyncOps.Engine.Backtest.Bound;
using SyncOps.Engine.Backtest.Plant;
using SyncOps.Engine.Backtest.Policies;
using Xunit;
using static SyncOps.Tests.Engine.Backtest.BacktestCases;

namespace SyncOps.Tests.Engine.Backtest;

public sealed class ClairvoyantBoundTests
{
    [Fact]
    public void Without_a_rival_a_job_costs_what_it_must()     // 8:00 to 8:30 and 9:00 to 9:30: 1.5, less at most the last minute
    {
        var @case = Case(Document(Person("ann", ("a", 1))), 1, [(8, ["a"])], [(8, 8.5, "a"), (9, 12, "a")]);

        Assert.InRange(ClairvoyantBound.ByDay(@case, 1.5).Sum(), 1.48, 1.5);
    }

    [Fact]
    public void Work_that_is_done_just_as_its_people_leave_is_not_carried_over()     // 20 min at 3 an hour, to the very end of the shift
    {
        var @case = Case(Document(Person("ann", ("a", 3))), 2, [(8.1, ["a"])], [(8.1, 8.1 + 1 / 3.0, "a"), (32, 40, "a")]);

        Assert.InRange(ClairvoyantBound.ByDay(@case, 1).Sum(), 0.33, 0.334);
    }

    [Fact]
    public void Hours_that_several_jobs_want_are_priced()
    {
        // Four at once, one person, an hour each: 1 + 2 + 3 + 4 = 10 in the best order. Unpriced they would all cost an hour, 4 in all.
        var @case = Case(Document(Person("ann", ("a", 1))), 1, [(8, ["a"]), (8, ["a"]), (8, ["a"]), (8, ["a"])], [(8, 16, "a")]);

        Assert.InRange(ClairvoyantBound.ByDay(@case, 10).Sum(), 7, 10);
    }

    [Fact]
    public void A_step_goes_to_the_fastest_even_where_it_began_elsewhere()     // Ben could have done it in half an hour
    {
        var floor = Document(Person("ann", ("a", 1)), Person("ben", ("b", 1), ("a", 2)));
        var @case = Case(floor, 1, [(8, ["a"])], [(8, 16, "a")], [(8, 16, "b")]);

        Assert.InRange(ClairvoyantBound.ByDay(@case, 1).Sum(), 0.48, 0.5);
    }

    [Fact]
    public void No_policy_loses_less_on_floors_that_chance_made()
    {
        var (above, sum) = (0.0, 0.0);
        for (var seed = 1UL; seed <= 15; seed++)
        {
            var @case = Random(seed);
            var losses = Losses(@case).ToArray();
            var bound = ClairvoyantBound.ByDay(@case, losses.Min()).Sum();
            Assert.All(losses, loss => Assert.True(bound <= loss + 1e-6, $"seed {seed}: the bound {bound} is above a loss of {loss}"));
            (above, sum) = (above + losses.Min(), sum + bound);
        }
        // Sharp enough to mean something: over a third of what the best policy here loses.
        Assert.InRange(sum / above, 0.34, 1);
    }

    [Fact]
    public void Removed_work_lowers_it()     // taken away at 9:00, so it need not cost more than an hour
    {
        var @case = Case(Document(Person("ann", ("b", 1))), 1, [(8, ["a"])], [(8, 16, "b")]) with { Removals = [new Removal(At(9), 0, 1)] };

        Assert.Equal(1, BacktestPlant.Play(@case, null)[0].UnitHours, precision: 9);
        Assert.InRange(ClairvoyantBound.ByDay(@case, 1).Sum(), 0.98, 1);
    }

    private static IEnumerable<double> Losses(BacktestCase @case)
        => ReactiveHelp.Grid.Select(rule => BacktestPlant.Play(@case, new ReactiveHelp(rule, @case.Floor)))
            .Append(BacktestPlant.Play(@case, null, followsRecord: true))
            .Append(BacktestPlant.Play(@case, new AdvisedMoves(@case), reports: true))
            .Select(days => days.Sum(d => d.Loss.Total));
}
