using SyncOps.Engine.Contract;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sites;
using SyncOps.Tests.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Contract;

public class RequestReaderTests
{
    private static readonly DateTimeOffset Seven = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Advance_names_an_instant()
    {
        Assert.Equal(new AdvanceRequest(Seven), AdvanceRequest.Read(FloorText.Bytes("""{"to":"2026-03-02T08:00:00+01:00"}""")).Request);
        AssertFaults(AdvanceRequest.Read(FloorText.Bytes("""{"to":3}""")).Faults, ("$.to", FaultCodes.WrongType));
        AssertFaults(AdvanceRequest.Read(FloorText.Bytes("")).Faults, ("$", FaultCodes.MalformedJson));
    }

    [Fact]
    public void A_move_names_a_sector_and_a_command()
    {
        Assert.Equal(
            new MoveRequest("pack", "c/1"),
            MoveRequest.Read(FloorText.Bytes("""{"to":"pack","commandId":"c/1"}"""), FloorText.Document).Request);
        AssertFaults(
            MoveRequest.Read(FloorText.Bytes("""{"to":"pack/1","commandId":""}"""), FloorText.Document).Faults,
            ("$.to", FaultCodes.BadId), ("$.commandId", FaultCodes.Required));
    }

    [Fact]
    public void A_move_leads_to_a_sector_of_the_floor()
        => AssertFaults(
            MoveRequest.Read(FloorText.Bytes("""{"to":"dock","commandId":"c/1"}"""), FloorText.Document).Faults,
            ("$.to", FaultCodes.UnknownReference));

    [Fact]
    public void Accepting_without_a_body_or_actions_is_for_the_whole_card()
    {
        Assert.Null(AcceptRequest.Read(default).Request!.Actions);
        Assert.Null(AcceptRequest.Read(FloorText.Bytes("{}")).Request!.Actions);
        Assert.Equal(
            [new RequestedAction("a1", "ann"), new RequestedAction("a2", null)],
            AcceptRequest.Read(FloorText.Bytes("""{"actions":[{"id":"a1","resource":"ann"},{"id":"a2"}]}""")).Request!.Actions!);
        AssertFaults(
            AcceptRequest.Read(FloorText.Bytes("""{"actions":[{"id":"a1"},{"id":"a1"}]}""")).Faults,
            ("$.actions[1].id", FaultCodes.DuplicateId));
        AssertFaults(AcceptRequest.Read(FloorText.Bytes("""{"actions":[]}""")).Faults, ("$.actions", FaultCodes.TooFew));
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(501, FaultCodes.OutOfRange)]
    [InlineData(0, FaultCodes.Required)]
    public void A_rejection_has_a_reason_of_1_to_500_characters(int length, string? code)
    {
        var json = FloorText.Bytes($$"""{"reason":"{{new string('x', length)}}"}""");

        Assert.Equal(code, RejectRequest.Read(json).Faults.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(480, 0)]
    [InlineData(481, 1)]
    public void A_snooze_is_1_to_480_minutes(int minutes, int faults)
        => Assert.Equal(faults, SnoozeRequest.Read(FloorText.Bytes($$"""{"minutes":{{minutes}}}""")).Faults.Count);

    [Fact]
    public void A_plan_edit_has_pins_and_perhaps_assignments()
    {
        var (edit, faults) = PlanEdit.Read(FloorText.Bytes("""
            {"pins":[{"resource":"ann","sector":"pick","from":"2026-03-02T07:00:00Z","until":"2026-03-02T08:00:00Z"}],
             "intervals":[{"at":"2026-03-02T07:00:00Z","sectors":{"pick":{"assigned":["ann"],"requiredStaff":2},"load":{"assigned":[]}}}]}
            """), FloorText.Document);

        Assert.Empty(faults);
        Assert.Equal([new Pin("ann", "pick", Seven, Seven.AddHours(1))], edit!.Pins);
        Assert.Equal([("pick", Seven), ("load", Seven)], edit.Assignments!.Select(a => (a.Sector, a.At)));
        Assert.Equal(["ann"], edit.Assignments![0].Assigned);
        Assert.Null(PlanEdit.Read(FloorText.Bytes("""{"pins":[]}"""), FloorText.Document).Edit!.Assignments);
    }

    [Fact]
    public void A_plan_edit_names_what_the_floor_has()
        => AssertFaults(
            PlanEdit.Read(FloorText.Bytes("""
                {"pins":[{"resource":"bob","sector":"dock","from":"2026-03-02T07:00:00Z","until":"2026-03-02T07:00:00Z"}],
                 "intervals":[{"at":"2026-03-02T07:00:00Z","sectors":{"a.b":{"assigned":["ann","ann"]}}}]}
                """), FloorText.Document).Faults,
            ("$.pins[0].resource", FaultCodes.UnknownReference), ("$.pins[0].sector", FaultCodes.UnknownReference),
            ("$.pins[0].until", FaultCodes.EndNotAfterStart), ("$.intervals[0].sectors['a.b']", FaultCodes.UnknownReference),
            ("$.intervals[0].sectors['a.b'].assigned[1]", FaultCodes.DuplicateId));

    [Fact]
    public void A_what_if_is_a_list_of_moves()
    {
        var (request, faults) = WhatIfRequest.Read(FloorText.Bytes("""
            {"actions":[{"kind":"move","resource":"ann","to":"pack"},
             {"kind":"move","resource":"r2","to":"load","departBy":"2026-03-02T07:00:00Z"}]}
            """), FloorText.Document);

        Assert.Empty(faults);
        Assert.Equal([new WhatIfMove("ann", "pack", null), new WhatIfMove("r2", "load", Seven)], request!.Moves);
        AssertFaults(
            WhatIfRequest.Read(
                FloorText.Bytes("""{"actions":[{"kind":"overtime","resource":"ann","to":"dock"}]}"""), FloorText.Document).Faults,
            ("$.actions[0].kind", FaultCodes.UnknownWord), ("$.actions[0].to", FaultCodes.UnknownReference));
    }

    private static void AssertFaults(IReadOnlyList<Fault> faults, params (string Path, string Code)[] expected)
        => Assert.Equal(expected, faults.Select(f => (f.Path, f.Code)));
}
