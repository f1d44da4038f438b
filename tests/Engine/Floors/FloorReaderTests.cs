using System.Text.Json;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Floors;

public class FloorReaderTests
{
    [Fact]
    public void A_valid_floor_reads_with_the_defaults_for_all_that_it_leaves_out()
    {
        var (floor, faults) = FloorReader.Read(FloorText.Bytes(FloorText.Valid), "ams1");

        Assert.Empty(faults);
        Assert.NotNull(floor);
        Assert.Equal(TimeSpan.FromMinutes(15), floor.Interval);
        Assert.Equal(TimeSpan.FromMinutes(5), floor.DecideEvery);
        Assert.Equal(TimeSpan.FromHours(4), floor.Horizon);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero), floor.Start);
        Assert.Equal(0.5, floor.Sectors[0].Next[0].UnitsPerUnit);
        Assert.Equal(1, floor.Sectors[1].Next[0].UnitsPerUnit);
        Assert.Equal(1, floor.Sectors[0].WaitCostPerUnitHour);
        Assert.Equal(1.5, floor.Resources[0].OvertimeMultiplier);
        Assert.True(floor.Resources[0].Consent);
        Assert.Equal(ResourceKind.Robot, floor.Resources[1].Kind);
        Assert.Equal(new FloorPolicy(), floor.Policy);
    }

    [Fact]
    public void The_policy_tells_which_cards_pass_alone_and_which_share_stays_in_the_shadow()
    {
        const string moves = "\"moves\": {";
        const string auto = "\"autoAccept\": {\"minMinutesSaved\": 12.5, \"maxMoves\": 2}";
        (FloorDocument?, IReadOnlyList<Fault>) Read(string share) => FloorReader.Read(
            FloorText.Bytes(FloorText.With(moves, $"\"policy\": {{{auto}, \"shadowShare\": {share}}}, {moves}")), "ams1");

        var (floor, faults) = Read("0.25");
        Assert.Empty(faults);
        Assert.Equal((new AutoAccept(12.5, 2), 0.25), (floor!.Policy.AutoAccept, floor.Policy.ShadowShare));
        Assert.Equal("$.policy.shadowShare", Assert.Single(Read("1.5").Item2).Path);
    }

    [Fact]
    public void The_policy_tells_what_may_be_asked_of_working_hours()
    {
        const string moves = "\"moves\": {";
        (FloorDocument?, IReadOnlyList<Fault>) Read(string hours) => FloorReader.Read(
            FloorText.Bytes(FloorText.With(moves, $"\"policy\": {{\"hours\": {{{hours}}}}}, {moves}")), "ams1");

        Assert.Equal(new HoursPolicy(120, MoveBreaks: true, TimeOff: false), Read("").Item1!.Policy.Hours);
        Assert.Equal(
            new HoursPolicy(0, MoveBreaks: false, TimeOff: true),
            Read("\"overtimeMinutes\": 0, \"moveBreaks\": false, \"timeOff\": true").Item1!.Policy.Hours);
        Assert.Equal("$.policy.hours.overtimeMinutes", Assert.Single(Read("\"overtimeMinutes\": 481").Item2).Path);
    }

    [Fact]
    public void The_policy_tells_who_works_the_gates()
    {
        const string moves = "\"moves\": {";
        (FloorDocument?, IReadOnlyList<Fault>) Read(string gates) => FloorReader.Read(
            FloorText.Bytes(FloorText.With(moves, $"\"policy\": {{{gates}}}, {moves}")), "ams1");

        Assert.Equal(GateControl.Floor, Read("").Item1!.Policy.Gates);
        Assert.Equal(GateControl.Advice, Read("\"gates\": \"advice\"").Item1!.Policy.Gates);
        Assert.Equal("$.policy.gates", Assert.Single(Read("\"gates\": \"nobody\"").Item2).Path);
    }

    [Fact]
    public void The_policy_tells_what_a_false_and_a_late_alert_cost()
    {
        const string moves = "\"moves\": {";
        (FloorDocument?, IReadOnlyList<Fault>) Read(string costs) => FloorReader.Read(
            FloorText.Bytes(FloorText.With(moves, $"\"policy\": {{\"alerts\": {{{costs}}}}}, {moves}")), "ams1");

        var (floor, faults) = Read("\"falseCost\": 1, \"lateCost\": 4.5");
        Assert.Empty(faults);
        Assert.Equal(new AlertCosts(1, 4.5), floor!.Policy.Alerts);
        Assert.Equal("$.policy.alerts.falseCost", Assert.Single(Read("\"falseCost\": 0, \"lateCost\": 1").Item2).Path);
        Assert.Equal("$.policy.alerts.lateCost", Assert.Single(Read("\"falseCost\": 1").Item2).Path);
    }

    [Fact]
    public void What_was_written_reads_back_the_same()
    {
        var written = JsonSerializer.SerializeToUtf8Bytes(FloorText.Document, ContractJson.Options);
        var (again, faults) = FloorReader.Read(written, "ams1");

        Assert.Empty(faults);
        Assert.Equal(written, JsonSerializer.SerializeToUtf8Bytes(again, ContractJson.Options));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var json = FloorText.With("\"currency\": \"EUR\"", "\"currency\": \"euro\"")
            .Replace("\"Hall\"", "7").Replace("\"targetWaitMinutes\": 15", "\"targetWaitMinutes\": 0");

        Assert.Equal(
            [("$.areas[0].name", FaultCodes.WrongType), ("$.sectors[1].targetWaitMinutes", FaultCodes.OutOfRange),
                ("$.currency", FaultCodes.BadCurrency)],
            FloorText.Faults(json).Select(f => (f.Path, f.Code)));
    }

    [Fact]
    public void The_list_of_faults_is_cut_at_200_and_says_so()
    {
        var resources = string.Join(",", Enumerable.Range(0, 300)
            .Select(i => $$"""{"id":"r{{i}}","kind":"person","home":"pick","costPerHour":1,"skills":[]}"""));
        var faults = FloorText.Faults(FloorText.With("\"resources\": [", $"\"resources\": [{resources},"));

        Assert.Equal(201, faults.Count);
        Assert.Equal(FaultCodes.TooFew, faults[199].Code);
        Assert.Equal(FaultCodes.MoreFaults, faults[200].Code);
    }

    [Fact]
    public void The_site_may_be_left_out()
        => Assert.Empty(FloorText.Faults(FloorText.With("\"site\": \"ams1\",", "")));

    [Theory]
    [InlineData("\"site\": \"ams1\"", "\"site\": \"ams2\"", "$.site", FaultCodes.SiteMismatch)]
    [InlineData("Europe/Amsterdam", "Europe/Atlantis", "$.timeZone", FaultCodes.UnknownTimeZone)]
    [InlineData("Europe/Amsterdam", "UTC+02", "$.timeZone", FaultCodes.UnknownTimeZone)]
    [InlineData("\"EUR\"", "\"eur\"", "$.currency", FaultCodes.BadCurrency)]
    [InlineData("\"stepped\"", "\"Stepped\"", "$.clock", FaultCodes.UnknownWord)]
    [InlineData(", \"start\": \"2026-03-02T05:00:00Z\"", "", "$.start", FaultCodes.Required)]
    [InlineData("2026-03-02T05:00:00Z", "2026-03-02T05:00:00", "$.start", FaultCodes.BadInstant)]
    [InlineData("2026-03-02T05:00:00Z", "1999-03-02T05:00:00Z", "$.start", FaultCodes.OutOfRange)]
    [InlineData("\"clock\"", "\"interval\": \"PT4M\", \"clock\"", "$.interval", FaultCodes.OutOfRange)]
    [InlineData("\"clock\"", "\"interval\": \"PT7M\", \"clock\"", "$.interval", FaultCodes.NotADivisor)]
    [InlineData("\"clock\"", "\"interval\": \"15 min\", \"clock\"", "$.interval", FaultCodes.BadDuration)]
    [InlineData("\"clock\"", "\"decideEvery\": \"PT2H\", \"clock\"", "$.decideEvery", FaultCodes.OutOfRange)]
    [InlineData("\"clock\"", "\"horizon\": \"PT30M\", \"clock\"", "$.horizon", FaultCodes.OutOfRange)]
    [InlineData("\"clock\"", "\"name\": \"again\", \"clock\"", "$", FaultCodes.DuplicateMember)]
    [InlineData("\"name\": \"Amsterdam 1\"", "\"name\": \" \"", "$.name", FaultCodes.Required)]
    [InlineData("\"name\": \"Amsterdam 1\"", "\"name\": null", "$.name", FaultCodes.Required)]
    [InlineData("\"name\": \"Amsterdam 1\"", "\"name\": \"\\ud800\"", "$.name", FaultCodes.BadText)]
    public void Members_of_the_site(string piece, string replacement, string path, string code)
        => FloorText.Breaks(piece, replacement, path, code);

    [Theory]
    [InlineData("\"areas\": [{\"id\": \"hall\", \"name\": \"Hall\"}]", "\"areas\": []", "$.areas", FaultCodes.TooFew)]
    [InlineData("\"id\": \"pack\"", "\"id\": \"load\"", "$.sectors[2].id", FaultCodes.DuplicateId)]
    [InlineData("\"targetWaitMinutes\": 20", "\"targetWaitMinutes\": \"20\"", "$.sectors[0].targetWaitMinutes", FaultCodes.WrongType)]
    [InlineData("\"targetWaitMinutes\": 20", "\"targetWaitMinutes\": 1e999", "$.sectors[0].targetWaitMinutes", FaultCodes.OutOfRange)]
    [InlineData("\"minStaff\": 1", "\"minStaff\": 9", "$.sectors[0].minStaff", FaultCodes.MinAboveMax)]
    [InlineData("\"minStaff\": 1", "\"minStaff\": 1.5", "$.sectors[0].minStaff", FaultCodes.OutOfRange)]
    [InlineData(
        "\"unit\": \"lines\"", "\"unit\": \"lines\", \"waitCostPerUnitHour\": -1",
        "$.sectors[0].waitCostPerUnitHour", FaultCodes.OutOfRange)]
    [InlineData(
        "\"area\": \"hall\", \"name\": \"Packing\"", "\"area\": \"yard\", \"name\": \"Packing\"",
        "$.sectors[1].area", FaultCodes.UnknownReference)]
    [InlineData("\"pool\": \"truck\"", "\"pool\": \"crane\"", "$.sectors[2].equipment[0].pool", FaultCodes.UnknownReference)]
    [InlineData("\"unitsPerUnit\": 0.5", "\"unitsPerUnit\": 0", "$.sectors[0].next[0].unitsPerUnit", FaultCodes.OutOfRange)]
    [InlineData(
        "{\"to\": \"load\", \"share\": 0.8}", "{\"to\": \"Load\", \"share\": 0.8}",
        "$.sectors[1].next[0].to", FaultCodes.UnknownReference)]
    [InlineData(
        "{\"to\": \"load\", \"share\": 0.8}", "{\"to\": \"pick\", \"share\": 0.3}",
        "$.sectors[1].next[1].to", FaultCodes.DuplicateId)]
    [InlineData("\"share\": 0.8", "\"share\": 1.1", "$.sectors[1].next[0].share", FaultCodes.OutOfRange)]
    [InlineData("\"share\": 0.8", "\"share\": 0.81", "$.sectors[1].next", FaultCodes.SharesAboveOne)]
    [InlineData("\"id\": \"load\"", "\"retired\": true, \"id\": \"load\"", "$.sectors[1].next[0].to", FaultCodes.RetiredSector)]
    public void Members_of_sectors(string piece, string replacement, string path, string code)
    {
        var faults = FloorText.Faults(FloorText.With(piece, replacement));
        Assert.Equal((path, code), (faults[0].Path, faults[0].Code));
    }

    [Theory]
    [InlineData("\"id\": \"ann\"", "\"id\": \"an n\"", "$.resources[0].id", FaultCodes.BadId)]
    [InlineData("\"id\": \"ann\"", "\"id\": \"r2\"", "$.resources[1].id", FaultCodes.DuplicateId)]
    [InlineData("\"kind\": \"robot\"", "\"kind\": \"dog\"", "$.resources[1].kind", FaultCodes.UnknownWord)]
    [InlineData("\"home\": \"pack\"", "\"home\": \"dock\"", "$.resources[1].home", FaultCodes.UnknownReference)]
    [InlineData("[{\"sector\": \"load\", \"unitsPerHour\": 100}]", "[]", "$.resources[1].skills", FaultCodes.TooFew)]
    [InlineData(
        "{\"sector\": \"pack\", \"unitsPerHour\": 40}", "{\"sector\": \"pick\", \"unitsPerHour\": 40}",
        "$.resources[0].skills[1].sector", FaultCodes.DuplicateId)]
    [InlineData(
        "{\"sector\": \"pack\", \"unitsPerHour\": 40}", "{\"sector\": \"pac\", \"unitsPerHour\": 40}",
        "$.resources[0].skills[1].sector", FaultCodes.UnknownReference)]
    [InlineData("{\"sector\": \"pack\", \"unitsPerHour\": 40}", "7", "$.resources[0].skills[1]", FaultCodes.WrongType)]
    [InlineData("\"unitsPerHour\": 100", "\"unitsPerHour\": 0", "$.resources[1].skills[0].unitsPerHour", FaultCodes.OutOfRange)]
    [InlineData("\"costPerHour\": 25", "\"costPerHour\": -25", "$.resources[0].costPerHour", FaultCodes.OutOfRange)]
    [InlineData("\"costPerHour\": 25", "\"costPerHour\": 25, \"consent\": \"no\"", "$.resources[0].consent", FaultCodes.WrongType)]
    [InlineData("\"from\": \"pick\"", "\"from\": \"gate\"", "$.moves.between[0].from", FaultCodes.UnknownReference)]
    [InlineData("\"minutes\": 9", "\"minutes\": -9", "$.moves.between[0].minutes", FaultCodes.OutOfRange)]
    public void Members_of_resources_and_moves(string piece, string replacement, string path, string code)
        => FloorText.Breaks(piece, replacement, path, code);

    [Fact]
    public void A_floor_without_resources_is_valid_and_one_without_the_list_is_not()
    {
        var start = FloorText.Valid.IndexOf("\"resources\"", StringComparison.Ordinal);
        var end = FloorText.Valid.IndexOf("\"moves\"", StringComparison.Ordinal);

        Assert.Empty(FloorText.Faults(FloorText.Valid[..start] + "\"resources\": [], " + FloorText.Valid[end..]));
        Assert.Equal(["$.resources"], FloorText.Faults(FloorText.Valid[..start] + FloorText.Valid[end..]).Select(f => f.Path));
    }

    [Fact]
    public void A_reason_lists_the_words_that_are_allowed()
        => Assert.Equal("\"dog\" is none of: person, robot, machine.", FloorText.Faults(FloorText.With("\"robot\"", "\"dog\""))[0].Reason);
}
