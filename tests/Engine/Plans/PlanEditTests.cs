using System.Text.Json;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Plans;
using Xunit;
using static SyncOps.Tests.Engine.Plans.PlanFloors;

namespace SyncOps.Tests.Engine.Plans;

public class PlanEditTests
{
    [Fact]
    public void A_pin_moves_the_resource_for_its_span()
    {
        var floor = AnnAndBob();
        var state = Edited(floor.First(), floor, Pins(Pin("ann", "pack", 30, 60)));
        Assert.Equal(2, state.View.Version);
        Assert.Equal("edited by planner", state.History[0].Reason);
        Assert.Equal([Pin("ann", "pack", 30, 60)], state.View.Pins);
        Assert.Equal(["ann", "bob"], state.View.Cell(30, "pack").Assigned);
        Assert.Equal([.. Every15(-60, 30), .. Every15(60, 240)], state.View.MinutesOf("ann", "pick"));
    }

    [Fact]
    public void An_edit_of_another_version_is_refused()
    {
        var floor = AnnAndBob();
        var outcome = PlanDecider.Edit(floor.First(), Pins(), ifMatch: 7, floor.Snapshot());
        Assert.Equal(RefusalKind.VersionStale, outcome.Refusal?.Kind);
        Assert.Equal(
            "The edit started from version 7 and the plan is at version 1. Read it again and edit that one.", outcome.Refusal?.Reason);
    }

    [Fact]
    public void Every_fault_of_the_pins_is_told_at_once()
    {
        var faults = Faults(AnnAndBob().Sector("old", with: s => s with { Retired = true }).Clock(20), Pins(
            Pin("zed", "pack", 30, 60),
            Pin("ann", "nowhere", 30, 45),
            Pin("ann", "old", 45, 60),
            Pin("bob", "pick", 30, 60),
            Pin("bob", "pack", 90, 90),
            Pin("bob", "pack", 10, 25),
            Pin("ann", "pack", 60, 90),
            Pin("ann", "pick", 75, 100),
            Pin("bob", "pack", 720, 780)));
        Assert.Equal(
        [
            ("$.pins[0].resource", "unknownReference"),
            ("$.pins[1].sector", "unknownReference"),
            ("$.pins[2].sector", "retiredSector"), ("$.pins[2].sector", "noSkill"),
            ("$.pins[3].sector", "noSkill"),
            ("$.pins[4].until", "endNotAfterStart"),
            ("$.pins[5].from", "inThePast"),
            ("$.pins[8]", "notOnDate"),
            ("$.pins[7]", "overlap"),
        ], faults);
    }

    [Fact]
    public void A_skill_must_last_as_long_as_the_pin()
    {
        var floor = AnnAndBob().Change("bob", r => r with { Skills = [r.Skills[0] with { ValidUntil = TestFloor.At(60) }] });
        Assert.Equal([("$.pins[0].sector", "noSkill")], Faults(floor, Pins(Pin("bob", "pack", 30, 61))));
        Assert.Single(Edited(floor.First(), floor, Pins(Pin("bob", "pack", 30, 60))).View.Pins);
    }

    [Fact]
    public void Pins_that_touch_do_not_overlap()
    {
        var floor = AnnAndBob();
        Assert.Equal(2, Edited(floor.First(), floor, Pins(Pin("ann", "pack", 30, 60), Pin("ann", "pick", 60, 90))).View.Pins.Count);
    }

    [Fact]
    public void Assignments_that_differ_become_pins_and_adjoining_intervals_one()
    {
        var floor = AnnAndBob();
        var edit = new PlanEdit([],
        [
            Assigned(30, "pick"), Assigned(30, "pack", "bob", "ann"),
            Assigned(45, "pack", "ann", "bob"),
            Assigned(75, "pack", "ann", "bob"),
            Assigned(90, "pick", "ann"),
        ]);
        var state = Edited(floor.First(), floor, edit);
        Assert.Equal([Pin("ann", "pack", 30, 60), Pin("ann", "pack", 75, 90)], state.View.Pins);
        Assert.Equal([30, 45, 75], state.View.MinutesOf("ann", "pack"));
    }

    [Fact]
    public void Every_fault_of_the_assignments_is_told_at_once()
    {
        var floor = AnnAndBob().Resource("cat", ("pick", 60)).Clock(20);
        var faults = Faults(floor, new PlanEdit([],
        [
            Assigned(0, "pack", "ann", "bob"),
            Assigned(31, "pack", "ann"),
            Assigned(30, "pick", "ann"), Assigned(30, "pack", "bob", "ann"),
            Assigned(45, "pack"),
            Assigned(60, "pick", "ann", "cat", "bob", "zed"),
        ]));
        Assert.Equal(
        [
            ("0/pack.assigned[0]", "inThePast"),
            ("30/pack.assigned[1]", "twoSectors"),
            ("31/pack", "unknownInterval"),
            ("45/pack.assigned", "withoutPlace"),
            ("60/pick.assigned[1]", "notOnDuty"),
            ("60/pick.assigned[2]", "noSkill"),
            ("60/pick.assigned[3]", "unknownReference"),
        ], faults);
    }

    [Fact]
    public void The_running_interval_can_still_be_edited()
    {
        var floor = AnnAndBob().Clock(7);
        var state = Edited(floor.First(), floor, new PlanEdit([], [Assigned(0, "pack", "ann", "bob")]));
        Assert.Equal([Pin("ann", "pack", 0, 15)], state.View.Pins);
        Assert.Equal([0], state.View.MinutesOf("ann", "pack"));
    }

    [Fact]
    public void What_pins_and_assignments_both_say_is_pinned_once()
    {
        var floor = AnnAndBob();
        var edit = new PlanEdit([Pin("ann", "pack", 30, 60)], [Assigned(30, "pick"), Assigned(30, "pack", "ann", "bob")]);
        Assert.Equal([Pin("ann", "pack", 30, 60)], Edited(floor.First(), floor, edit).View.Pins);
    }

    [Fact]
    public void Pins_that_ended_stay_and_one_that_is_dropped_ends_where_the_running_interval_begins()
    {
        var floor = AnnAndBob();
        var pinned = Edited(floor.First(), floor, Pins(Pin("ann", "pack", 0, 15), Pin("bob", "pack", 0, 60), Pin("bob", "pack", 90, 120)));
        var state = Edited(pinned, floor.Clock(20), Pins());
        Assert.Equal([Pin("ann", "pack", 0, 15), Pin("bob", "pack", 0, 15)], state.View.Pins);
    }

    [Fact]
    public void A_pin_that_has_begun_can_end_earlier_or_later_but_not_in_the_past()
    {
        var floor = AnnAndBob();
        var pinned = Edited(floor.First(), floor, Pins(Pin("ann", "pack", 0, 60)));
        floor.Clock(20);
        Assert.Equal([Pin("ann", "pack", 0, 90)], Edited(pinned, floor, Pins(Pin("ann", "pack", 0, 90))).View.Pins);
        var refusal = PlanDecider.Edit(pinned, Pins(Pin("ann", "pack", 0, 10)), 2, floor.Snapshot()).Refusal;
        Assert.Equal([("$.pins[0].until", "inThePast")], refusal?.Faults?.Select(f => (f.Path, f.Code)));
    }

    [Fact]
    public void A_plan_sent_back_as_it_was_read_stays_as_it_is()
    {
        var floor = AnnAndBob();
        var state = Edited(floor.First(), floor, Pins(Pin("ann", "pack", 30, 60)));
        var (edit, faults) = PlanEdit.Read(JsonSerializer.SerializeToUtf8Bytes(state.View, ContractJson.Options), floor.Floor().Document);
        Assert.Empty(faults);
        Assert.Same(state.View, Edited(state, floor, edit!).View);
    }

    [Fact]
    public void A_fault_in_a_read_edit_names_its_place_in_the_request()
    {
        var floor = AnnAndBob();
        var (edit, _) = PlanEdit.Read("""
            {"pins":[],"intervals":[{"at":"2026-03-02T12:30:00Z","sectors":{"pick":{"assigned":["ann","bob"]}}}]}
            """u8.ToArray(), floor.Floor().Document);
        Assert.Equal([("$.intervals[0].sectors.pick.assigned[1]", "noSkill")], Faults(floor, edit!));
    }

    [Fact]
    public void Pins_move_people_and_never_make_or_lose_any() => Gen.Select(
        Gen.Bool, Gen.Bool, Gen.Int[-60, 300], Gen.Int[1, 120])
        .List[0, 6].Sample(spans =>
        {
            var pins = spans.Select(s => Pin(s.Item1 ? "ann" : "bob", s.Item2 ? "pick" : "pack", s.Item3, s.Item3 + s.Item4)).ToArray();
            var (site, free) = (AnnAndBob().Snapshot(), AnnAndBob().Plan());
            var plan = PlanBuilder.Build(site, Date, pins, before: null);
            return plan.Intervals.Zip(free.Intervals).All(i => Everyone(i.First).SequenceEqual(Everyone(i.Second)));
        });

    private static IEnumerable<string> Everyone(PlanInterval interval)
        => interval.Sectors.Values.SelectMany(c => c.Assigned).Order(StringComparer.Ordinal);

    private static PlanAssignment Assigned(double minutes, string sector, params string[] resources)
        => new(TestFloor.At(minutes), sector, resources) { Path = $"{minutes}/{sector}" };

    private static PlanState Edited(PlanState state, TestFloor floor, PlanEdit edit)
    {
        var outcome = PlanDecider.Edit(state, edit, state.View.Version, floor.Snapshot());
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    private static IEnumerable<(string, string)> Faults(TestFloor floor, PlanEdit edit)
    {
        var outcome = PlanDecider.Edit(floor.First(), edit, ifMatch: 1, floor.Snapshot());
        Assert.Equal(RefusalKind.Invalid, outcome.Refusal?.Kind);
        return outcome.Refusal!.Faults!.Select(f => (f.Path, f.Code));
    }
}
