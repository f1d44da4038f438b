using SyncOps.Engine.Governance;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Verification;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Governance;

public class GovernanceRollupTests
{
    [Fact]
    public void A_parent_lists_all_exposures_costliest_first_and_adds_the_money_up()
    {
        var view = GovernanceRollup.Of("site:s", [
            ("B", Area("area:s/b", 20, Exposed("b1", 5), Exposed("b2", 40)) with
                { FormingCost = 45, PreventableCost = 30, PreventedCost = 2 }),
            ("A", Area("area:s/a", 10, Exposed("a1", 40)) with { FormingCost = 40, PreventableCost = 8, PreventedCost = 3 }),
        ]);

        Assert.Equal(["a1", "b2", "b1"], view.Exposures.Select(e => e.Sector!));        // of equal cost by site, then sector
        Assert.Equal((85.0, 38.0, 5.0), (view.FormingCost, view.PreventableCost, view.PreventedCost));
        Assert.Equal(
            [new GovernanceChild("area:s/a", "A", At(10), 40, 8, 3), new GovernanceChild("area:s/b", "B", At(20), 45, 30, 2)],
            view.Children);
    }

    [Fact]
    public void Calibration_and_shadow_cards_add_up_and_are_absent_where_no_child_has_any()
    {
        var view = GovernanceRollup.Of("site:s", [
            ("A", Area("a", 0) with { Calibration = new Calibration(1, 0.5, -4, 1, 100), Shadow = new ShadowTally(1, 10, 8, 2) }),
            ("B", Area("b", 0) with { Calibration = new Calibration(3, 1, 4, 0, 300), Shadow = new ShadowTally(2, 5, 6, 7) }),
            ("C", Area("c", 0)),
        ]);

        Assert.Equal(new Calibration(4, 0.875, 2, 0.25, 400), view.Calibration);       // (50 + 300) / 400; (-4 + 12) / 4
        Assert.Equal(new ShadowTally(3, 15, 14, 9), view.Shadow);
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { Calibration = null }));
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { Shadow = null }));
        var none = GovernanceRollup.Of("site:s", [("C", Area("c", 0))]);
        Assert.Null(none.Calibration);
        Assert.Null(none.Shadow);
    }

    [Fact]
    public void It_is_as_old_as_its_oldest_child_and_children_without_news_do_not_count()
    {
        Assert.Equal(At(10), GovernanceRollup.Of("site:s", [("B", Area("b", 20)), ("A", Area("a", 10)), ("C", Area("c", null))]).AsOf);
        Assert.Null(GovernanceRollup.Of("site:s", [("C", Area("c", null))]).AsOf);
        Assert.Null(GovernanceRollup.Of("site:s", []).AsOf);
    }

    [Fact]
    public void The_hundred_costliest_exposures_are_listed_and_the_sums_hold_all()
    {
        var exposures = Enumerable.Range(1, 101).Select(cost => Exposed($"s{cost}", cost)).ToArray();

        var view = GovernanceRollup.Of("site:s", [("A", Area("a", 0, exposures) with { FormingCost = 5_151 })]);

        Assert.Equal((100, 2.0), (view.Exposures.Count, view.Exposures[^1].Cost.P50));
        Assert.Equal(5_151, view.FormingCost);      // 101 x 102 / 2
    }

    [Fact]
    public void The_order_of_children_does_not_matter()
    {
        (string, GovernanceView)[] children = [.. Enumerable.Range(0, 9).Select(i =>
            ($"{i}", Area($"area:s/{i}", i, [Exposed($"x{i}", 0.1 * i)]) with { FormingCost = 0.1 * i }))];

        var (one, other) = (GovernanceRollup.Of("site:s", children), GovernanceRollup.Of("site:s", [.. children.Reverse()]));

        Assert.True(GovernanceRollup.SaysTheSame(one, other));
        Assert.Equal(one.Children, other.Children);
    }

    [Fact]
    public void Two_views_say_the_same_when_only_their_age_differs()
    {
        var view = Area("a", 0, [Exposed("x", 4)]) with { FormingCost = 4 };

        Assert.True(GovernanceRollup.SaysTheSame(view, view with { AsOf = At(5), Exposures = [Exposed("x", 4)] }));
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { FormingCost = 5 }));
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { PreventableCost = 1 }));
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { PreventedCost = 1 }));
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { Exposures = [] }));
        Assert.False(GovernanceRollup.SaysTheSame(view, view with { Exposures = [Exposed("x", 4) with { Recommendations = ["c"] }] }));
    }

    private static GovernanceView Area(string node, double? minutes, params Exposure[] exposures)
        => new() { Node = node, AsOf = minutes is { } m ? At(m) : null, Exposures = exposures };

    private static Exposure Exposed(string sector, double cost) => new()
    {
        Site = "s", Kind = RiskKind.Wait, Sector = sector, Cost = Range3.Certain(cost), Probability = 0.8, MinutesLeft = 10,
    };
}
