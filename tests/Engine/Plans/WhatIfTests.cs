using SyncOps.Engine.Contract;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Plans.PlanFloors;

namespace SyncOps.Tests.Engine.Plans;

public class WhatIfTests
{
    // 120 units wait. Bob alone (60/h): ten slices of 12 leave after 6, 18, ... 114 min; the ninth, 102, is 72 past the target of 30.
    // With Ann (120/h) it leaves after 51, 21 past. Unit-hours of waiting: 120 x 2 h / 2 = 120 against 120 x 1 h / 2 = 60, at 1 each;
    // the move costs 5.
    [Fact]
    public void A_second_packer_halves_the_backlog()
    {
        var floor = AnnAndBob().Moves(minutes: 0, cost: 5).Load("pack", backlog: 120);
        var answer = WhatIf.Answer(floor.Snapshot(), [new("ann", "pack", null)]).Value!;
        Assert.Equal([new("pack", new SectorEffect(72, 0, 120)), new("pick", new SectorEffect(0, 0, 0))], answer.Without);
        Assert.Equal([new("pack", new SectorEffect(21, 0, 60)), new("pick", new SectorEffect(0, 0, 0))], answer.With);
        Assert.Equal(new CardBenefit(Range3.Certain(51), Range3.Certain(55)), answer.Benefit);
        Assert.Empty(answer.MakesBottleneckIn);
    }

    // Nobody is left to pick 60/h, so its waits grow to the horizon.
    [Fact]
    public void A_move_that_strips_its_donor_says_so()
    {
        var floor = AnnAndBob().Load("pick", outside: 60).Load("pack", backlog: 120);
        var answer = WhatIf.Answer(floor.Snapshot(), [new("ann", "pack", null)]).Value!;
        Assert.Equal(["pick"], answer.MakesBottleneckIn);
        Assert.True(answer.Benefit.MinutesSaved.P80 < 0);
        Assert.True(answer.Benefit.CostSaved.P80 < 0);
    }

    // Leaving at 13:00 Ann finds 60 left of the 120: 60 x 1 h / 2 = 30 unit-hours fewer become 60 x 0.5 h / 2 = 15. 120 - 15 = 105.
    [Fact]
    public void A_move_takes_effect_from_its_departure()
    {
        var answer = WhatIf.Answer(AnnAndBob().Load("pack", backlog: 120).Snapshot(), [new("ann", "pack", TestFloor.At(60))]).Value!;
        Assert.Equal(105, answer.With["pack"].Cost);
    }

    // Travelling until 12:10 and 5 min more. Bob alone first: (95 + 80) / 2 x 15/60 = 21.875; then both clear 80 in 40 min:
    // 80 / 2 x 40/60 = 26.667. Together 48.54.
    [Fact]
    public void A_traveller_arrives_before_it_leaves_again()
    {
        var floor = AnnAndBob().Moves(minutes: 5).Load("pack", backlog: 95)
            .Present("ann", "pick", ResourceStateKind.Travelling, availableAt: 10);
        Assert.Equal(48.54, WhatIf.Answer(floor.Snapshot(), [new("ann", "pack", null)]).Value!.With["pack"].Cost);
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var floor = AnnAndBob().Resource("cat", ("pick", 60))
            .Resource("dan", ("pick", 60), ("pack", 60)).Shift("dan", -60, 240).Present("dan", "pick");
        var refusal = WhatIf.Answer(floor.Snapshot(),
        [
            new("zed", "pack", null),
            new("ann", "nowhere", null),
            new("bob", "pick", null),
            new("cat", "pick", null),
            new("ann", "pick", null),
            new("dan", "pack", TestFloor.At(-1)),
            new("dan", "pack", TestFloor.At(240)),
        ]).Refusal;
        Assert.Equal(RefusalKind.Invalid, refusal?.Kind);
        Assert.Equal(
        [
            ("$.actions[4].resource", "duplicateId"),
            ("$.actions[6].resource", "duplicateId"),
            ("$.actions[0].resource", "unknownReference"),
            ("$.actions[1].to", "unknownReference"),
            ("$.actions[2].to", "noSkill"),
            ("$.actions[3].resource", "notOnDuty"),
            ("$.actions[4].to", "alreadyThere"),
            ("$.actions[5].departBy", "inThePast"),
            ("$.actions[6].departBy", "outOfRange"),
        ], refusal?.Faults?.Select(f => (f.Path, f.Code)));
    }
}
