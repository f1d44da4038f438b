using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Verification;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

/// <summary>
/// A full buffer as a bottleneck of its own. Sectors by id: 0 pack, 1 pick. Pick does 60/h, pack 30/h; pack has room for ten, and a
/// target of an hour that its wait of 20 min never reaches.
/// </summary>
public sealed class BufferRiskTests
{
    private static TestFloor Line(double pickTarget = 480, double packTarget = 60, double backlog = 100, double packRate = 30)
        => new TestFloor().Sector("pack", packTarget, s => s with { BufferUnits = 10 })
            .Sector("pick", pickTarget, next: TestFloor.To("pack"))
            .Resource("p", ("pick", 60)).Present("p", "pick").Resource("q", ("pack", packRate)).Present("q", "pack")
            .Load("pick", backlog);

    private static SectorAssessment Of(TestFloor floor, int sector = 0)
    {
        var projector = floor.Projector();
        var run = projector.NewProjection();
        projector.Project(DemandScenario.Median, [], run);
        return new Assessor(projector).Assess(run, DemandScenario.Median, sector);
    }

    [Fact]
    public void A_buffer_that_holds_work_up_for_two_intervals_is_a_bottleneck_from_when_it_is_full()
    {
        // Half a unit a minute stays: the ten places are taken after 20 min. 80 of the 100 are left in pick then, and go at half a unit a
        // minute until 180 min; what is there at 175 min finds room for all of it.
        var assessment = Of(Line());

        Assert.True(assessment.IsBottleneck);
        Assert.Equal((RiskKind.Buffer, 20.0, (Episode?)null), (assessment.Kind, assessment.OnsetMinutes, assessment.Waiting));
        Assert.Equal(new Episode(20, 175), assessment.Blocking);
        Assert.Equal(80, assessment.AffectedUnits, 9);
        Assert.Equal(0, assessment.SlowdownMinutes);                // Nobody in pick waits longer than its eight hours.
        // Ten wait in pack from 20 to 180 min, half of it before and after: 10 x (20 / 2 + 160 + 20 / 2) / 60.
        Assert.Equal(30, assessment.Cost, 6);
    }

    [Fact]
    public void A_buffer_that_is_full_for_less_than_two_intervals_is_none()
    {
        // 20 have left pick when the buffer is full. The other 15.5 leave at half a unit a minute until 51 min, the last half without
        // being held up: half an hour. Of 35 it is a minute less.
        Assert.Equal(new Episode(20, 50), Of(Line(backlog: 35.5)).Blocking);
        Assert.False(Of(Line(backlog: 35)).IsBottleneck);
    }

    [Fact]
    public void A_full_buffer_that_holds_nobody_up_is_none()
        => Assert.False(Of(Line(backlog: 0).Load("pack", backlog: 10, outside: 30)).IsBottleneck);

    [Fact]
    public void The_wait_is_told_where_it_passes_its_target_first()
    {
        // Wait of pack grows by a minute a minute: above 10 min from 10 min on, ten minutes before the buffer is full.
        var assessment = Of(Line(packTarget: 10));
        Assert.Equal(RiskKind.Wait, assessment.Kind);
        Assert.Equal(new Episode(20, 175), assessment.Blocking);
        Assert.InRange(assessment.OnsetMinutes, 10, 12);

        // A truck at 15 min that takes 100 leaves before the buffer is full.
        Assert.Equal(RiskKind.CutOff, Of(Line().CutOff("pack", 15, 5, orderBy: 0)).Kind);
        Assert.Equal(RiskKind.Buffer, Of(Line().CutOff("pack", 60, 5, orderBy: 0)).Kind);
    }

    [Fact]
    public void How_late_the_work_before_it_is_counts_as_its_slowdown()
    {
        // Of the 80 that are held up at 20 min the last tenth but a half leaves 150 min later (slices of 8, each 16 min): 152 - 30.
        var assessment = Of(Line(pickTarget: 30));
        Assert.Equal(RiskKind.Buffer, assessment.Kind);
        Assert.Equal(106, assessment.SlowdownMinutes, 6);
    }

    [Fact]
    public void The_outlook_and_governance_tell_of_it()
    {
        var outlook = CardDecider.Outlook("a", Line().Snapshot());

        Assert.Equal((RiskKind.Buffer, TestFloor.At(20)), (outlook[0].Kind, outlook[0].BottleneckAt));
        Assert.Null(outlook[0].OnsetAt);                            // Alerts are of waits.
        var view = AreaReport.Of("test", "a", TestFloor.Start, outlook, [], PreventionLedger.Empty);
        var exposure = Assert.Single(view.Exposures);
        Assert.Equal((RiskKind.Buffer, "pack", 20.0), (exposure.Kind, exposure.Sector, exposure.MinutesLeft));
    }

    [Fact]
    public void A_card_says_whom_it_holds_up_and_helps_the_sector_behind_it()
    {
        var floor = Line().Sector("spare").Resource("x", ("spare", 30), ("pack", 30)).Present("x", "spare");
        var card = Assert.Single(CardDecider.Decide(CoordinatorState.Of("a"), floor.Snapshot(), new RolloutSearch()).Cards);

        Assert.Equal(new CardRisk("pack", RiskKind.Buffer, TestFloor.At(20), 1, 80), card.Risk);
        Assert.Equal(
            "Pack's buffer of 10 orders is full from 12:20: Pick is held up for about 80 orders. Move 1 from Spare now; "
                + "Spare stays on target.",
            card.Headline);
        Assert.Equal(
            "80 orders wait before the full buffer at 12:20 and 0 more arrive there in the 60 min after it; Pack makes room for 30.",
            card.ReasonLine);
        Assert.Equal(["pack", "pick", "spare"], card.Without.Keys);
        Assert.True(card.With["pick"].Cost < card.Without["pick"].Cost);
    }

    [Fact]
    public void Two_that_are_held_up_are_both_named_and_how_late_they_are()
    {
        var floor = new TestFloor().Sector("pack", with: s => s with { BufferUnits = 30 })
            .Sector("cut", 60, next: TestFloor.To("pack")).Sector("saw", 60, next: TestFloor.To("pack"))
            .Resource("p", ("cut", 60)).Present("p", "cut").Resource("q", ("saw", 60)).Present("q", "saw")
            .Resource("r", ("pack", 60)).Present("r", "pack").Load("cut", backlog: 20).Load("saw", backlog: 20).Load("pack", backlog: 30);
        var set = ScenarioSet.Of(floor.Projector());

        Assert.StartsWith("Pack's buffer of 30 orders is full now: Cut and Saw are held up for about 40 orders.",
            CardText.Headline(set, set, 1, [], [], []));
    }
}
