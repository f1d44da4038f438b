using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Floors;

public class DayReaderTests
{
    private const string Shift = """{"start":"2026-03-02T07:00:00+01:00","end":"2026-03-02T15:00:00+01:00"}""";

    [Fact]
    public void A_day_reads_with_all_its_parts()
    {
        var (day, faults) = Read("""
            {"roster":[{"resource":"ann","shifts":[{"start":"2026-03-02T06:00:00Z","end":"2026-03-02T14:00:00Z",
                "breaks":[{"start":"2026-03-02T09:00:00Z","end":"2026-03-02T09:15:00Z"}]}],
                "unavailable":[{"start":"2026-03-02T10:00:00Z","end":"2026-03-02T11:00:00Z","reason":"training"}]}],
             "forecast":[{"sector":"pick","at":"2026-03-02T06:00:00Z","unitsPerHour":120},
                         {"sector":"pick","at":"2026-03-02T07:00:00Z","unitsPerHour":0}],
             "cutOffs":[{"id":"t1","sector":"load","orderBy":"2026-03-02T12:00:00Z","leaves":"2026-03-02T13:30:00Z","costPerLateUnit":8}]}
            """);

        Assert.Empty(faults);
        Assert.Equal("ann", day!.Roster[0].Resource);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 15, 0, TimeSpan.Zero), day.Roster[0].Shifts[0].Breaks[0].End);
        Assert.Equal("training", day.Roster[0].Unavailable[0].Reason);
        Assert.Equal(0, day.Forecast[1].UnitsPerHour);
        Assert.Equal(8, day.CutOffs[0].CostPerLateUnit);
    }

    [Fact]
    public void An_empty_day_is_valid() => Assert.Empty(Read("{}").Faults);

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("26-03-02")]
    [InlineData("1999-12-31")]
    [InlineData("")]
    public void A_date_that_is_none_is_a_fault(string date)
        => Assert.Equal([("date", FaultCodes.BadDate)], Read("{}", date).Faults.Select(f => (f.Path, f.Code)));

    [Fact]
    public void A_shift_over_midnight_belongs_to_the_date_it_starts_on()
    {
        const string night = """{"start":"2026-03-02T22:00:00+01:00","end":"2026-03-03T06:00:00+01:00"}""";

        Assert.Empty(Read(Roster(night)).Faults);
        AssertFaults(Read(Roster(night), "2026-03-03").Faults, ("$.roster[0].shifts[0].start", FaultCodes.NotOnDate));
    }

    /// <summary>2026-03-02 in Amsterdam is [2026-03-01T23:00Z, 2026-03-02T23:00Z).</summary>
    [Theory]
    [InlineData("2026-03-01T22:59:59Z", 1)]
    [InlineData("2026-03-01T23:00:00Z", 0)]
    [InlineData("2026-03-02T22:59:59Z", 0)]
    [InlineData("2026-03-02T23:00:00Z", 1)]
    public void The_local_date_decides_which_day_a_shift_belongs_to(string start, int faults)
    {
        var found = Read(Roster($$"""{"start":"{{start}}","end":"2026-03-02T23:30:00Z"}""")).Faults;

        Assert.Equal(faults, found.Count(f => f.Code == FaultCodes.NotOnDate));
    }

    /// <summary>Clocks go from 03:00 +02:00 back to 02:00 +01:00 on 2026-10-25: 22:30Z to 22:30Z is 00:30 to 23:30, 24 h.</summary>
    [Fact]
    public void A_shift_over_the_change_of_clocks_lasts_its_elapsed_time()
    {
        Assert.Empty(Read(Roster("""{"start":"2026-10-24T22:30:00Z","end":"2026-10-25T22:30:00Z"}"""), "2026-10-25").Faults);
        AssertFaults(
            Read(Roster("""{"start":"2026-10-24T22:00:00Z","end":"2026-10-25T23:00:00Z"}"""), "2026-10-25").Faults,
            ("$.roster[0].shifts[0].end", FaultCodes.OutOfRange));
    }

    [Fact]
    public void A_shift_ends_after_it_starts()
        => AssertFaults(
            Read(Roster("""{"start":"2026-03-02T07:00:00Z","end":"2026-03-02T07:00:00Z"}""")).Faults,
            ("$.roster[0].shifts[0].end", FaultCodes.EndNotAfterStart));

    [Fact]
    public void Shifts_of_one_resource_must_not_overlap_and_may_touch()
    {
        const string touching = """{"start":"2026-03-02T14:00:00Z","end":"2026-03-02T16:00:00Z"}""";
        const string inside = """{"start":"2026-03-02T08:00:00Z","end":"2026-03-02T09:00:00Z"}""";
        const string insideToo = """{"start":"2026-03-02T10:00:00Z","end":"2026-03-02T11:00:00Z"}""";

        Assert.Empty(Read(Roster($"{touching},{Shift}")).Faults);
        AssertFaults(
            Read(Roster($"{Shift},{insideToo},{inside}")).Faults,
            ("$.roster[0].shifts[2]", FaultCodes.Overlap), ("$.roster[0].shifts[1]", FaultCodes.Overlap));
    }

    [Fact]
    public void Breaks_lie_in_their_shift_and_do_not_overlap()
    {
        const string breaks = """
            {"start":"2026-03-02T06:00:00Z","end":"2026-03-02T14:00:00Z","breaks":[
              {"start":"2026-03-02T05:50:00Z","end":"2026-03-02T06:10:00Z"},
              {"start":"2026-03-02T08:00:00Z","end":"2026-03-02T08:30:00Z"},
              {"start":"2026-03-02T08:15:00Z","end":"2026-03-02T08:45:00Z"}]}
            """;

        AssertFaults(
            Read(Roster(breaks)).Faults,
            ("$.roster[0].shifts[0].breaks[0]", FaultCodes.OutsideShift), ("$.roster[0].shifts[0].breaks[2]", FaultCodes.Overlap));
    }

    [Theory]
    [InlineData("""{"roster":[{"resource":"bob","shifts":[]}]}""", "$.roster[0].resource", FaultCodes.UnknownReference)]
    [InlineData(
        """{"roster":[{"resource":"ann","shifts":[]},{"resource":"ann","shifts":[]}]}""",
        "$.roster[1].resource", FaultCodes.DuplicateId)]
    [InlineData(
        """{"forecast":[{"sector":"dock","at":"2026-03-02T06:00:00Z","unitsPerHour":1}]}""",
        "$.forecast[0].sector", FaultCodes.UnknownReference)]
    [InlineData(
        """{"forecast":[{"sector":"old","at":"2026-03-02T06:00:00Z","unitsPerHour":1}]}""",
        "$.forecast[0].sector", FaultCodes.RetiredSector)]
    [InlineData(
        """{"forecast":[{"sector":"pick","at":"2026-03-02T06:00:00Z","unitsPerHour":-1}]}""",
        "$.forecast[0].unitsPerHour", FaultCodes.OutOfRange)]
    [InlineData(
        """{"forecast":[{"sector":"pick","at":"2026-03-01T06:00:00Z","unitsPerHour":1}]}""",
        "$.forecast[0].at", FaultCodes.NotOnDate)]
    [InlineData(
        """{"forecast":[{"sector":"pick","at":"2026-03-04T06:00:00Z","unitsPerHour":1}]}""",
        "$.forecast[0].at", FaultCodes.NotOnDate)]
    [InlineData(
        """{"cutOffs":[{"id":"a","sector":"load","orderBy":"2026-03-02T12:00:01Z","leaves":"2026-03-02T12:00:00Z","costPerLateUnit":1}]}""",
        "$.cutOffs[0].orderBy", FaultCodes.EndNotAfterStart)]
    [InlineData(
        """{"cutOffs":[{"id":"a","sector":"load","leaves":"2026-03-02T12:00:00Z","costPerLateUnit":-1}]}""",
        "$.cutOffs[0].costPerLateUnit", FaultCodes.OutOfRange)]
    [InlineData(
        """{"cutOffs":[{"id":"a","sector":"load","leaves":"noon","costPerLateUnit":1}]}""",
        "$.cutOffs[0].leaves", FaultCodes.BadInstant)]
    public void Other_rules_of_a_day(string json, string path, string code) => AssertFaults(Read(json).Faults, (path, code));

    [Fact]
    public void Forecast_points_of_a_sector_rise_strictly()
        => AssertFaults(
            Read("""
                {"forecast":[{"sector":"pick","at":"2026-03-02T08:00:00Z","unitsPerHour":1},
                             {"sector":"pack","at":"2026-03-02T07:00:00Z","unitsPerHour":1},
                             {"sector":"pick","at":"2026-03-02T08:00:00Z","unitsPerHour":2},
                             {"sector":"pick","at":"2026-03-02T07:00:00Z","unitsPerHour":2}]}
                """).Faults,
            ("$.forecast[2].at", FaultCodes.NotRising), ("$.forecast[3].at", FaultCodes.NotRising));

    private static string Roster(string shifts) => $$"""{"roster":[{"resource":"ann","shifts":[{{shifts}}]}]}""";

    private static (DayDocument? Document, IReadOnlyList<Fault> Faults) Read(string json, string date = "2026-03-02")
    {
        var floor = FloorText.Document;
        var retired = floor.Sectors[2] with { Id = "old", Retired = true };
        return DayReader.Read(FloorText.Bytes(json), floor with { Sectors = [.. floor.Sectors, retired] }, date);
    }

    private static void AssertFaults(IReadOnlyList<Fault> faults, params (string Path, string Code)[] expected)
        => Assert.Equal(expected, faults.Select(f => (f.Path, f.Code)));
}
