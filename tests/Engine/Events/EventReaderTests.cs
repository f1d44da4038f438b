using System.Text;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using Xunit;
using static SyncOps.Tests.Engine.Events.EventText;

namespace SyncOps.Tests.Engine.Events;

public class EventReaderTests
{
    [Fact]
    public void An_arrival_reads_with_all_its_members()
    {
        var (events, faults) = One("""
            {"specversion":"1.0","id":"a-1","source":"urn:wms","type":"syncops.work.arrived","time":"2026-03-02T08:00:00.5+01:00",
             "sequence":"0042",
             "data":{"sector":"pack","units":2.5,"from":"pick","class":"express","dueAt":"2026-03-02T14:30:00Z","item":"o7"},
             "unknown":{"a":[1]}}
            """);

        Assert.Empty(faults);
        Assert.Equal(
            new FloorEvent
            {
                Kind = EventKind.WorkArrived, Source = "urn:wms", Id = "a-1", Sequence = 42,
                Time = new DateTimeOffset(2026, 3, 2, 7, 0, 0, 500, TimeSpan.Zero), Sector = "pack",
                Units = new Units(2_500_000), From = "pick",
                Class = "express", DueAt = new DateTimeOffset(2026, 3, 2, 14, 30, 0, TimeSpan.Zero), Item = "o7",
            },
            Assert.Single(events));
    }

    [Fact]
    public void Each_type_reads_the_members_it_has()
    {
        var (events, faults) = Batch(
            Of("work.completed", """{"sector":"pick","units":1,"to":"pack","resource":"ann"}""", "1"),
            Of("work.removed", """{"sector":"pick","units":1,"reason":"cancelled"}""", "2"),
            Of("work.counted", """{"sector":"pick","units":0}""", "3"),
            Of("resource.checkedIn", """{"resource":"ann","sector":"load"}""", "4"),
            Of("resource.checkedOut", """{"resource":"ann"}""", "5"),
            Of("resource.moved", """{"resource":"ann","to":"pack"}""", "6"),
            Of("resource.status", """{"resource":"r2","state":"down","reason":"battery"}""", "7"));

        Assert.Empty(faults);
        Assert.Equal(
            [EventKind.WorkCompleted, EventKind.WorkRemoved, EventKind.WorkCounted, EventKind.ResourceCheckedIn,
                EventKind.ResourceCheckedOut, EventKind.ResourceMoved, EventKind.ResourceStatus],
            events.Select(e => e.Kind));
        Assert.Equal(["pick", "pick", "pick", "load", null, "pack", null], events.Select(e => e.Sector));
        Assert.Equal(["ann", null, null, "ann", "ann", "ann", "r2"], events.Select(e => e.Resource));
        Assert.Equal(("pack", "cancelled", "battery"), (events[0].To, events[1].Reason, events[6].Reason));
        Assert.Equal(ReportedState.Down, events[6].State);
    }

    [Fact]
    public void An_empty_batch_is_accepted()
    {
        var (events, faults) = Batch();

        Assert.Empty(events);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("\"1.0\"", "\"0.3\"", "$.specversion", FaultCodes.WrongSpecVersion)]
    [InlineData("\"specversion\":\"1.0\",", "", "$.specversion", FaultCodes.Required)]
    [InlineData("\"id\":\"1\"", "\"id\":\"\"", "$.id", FaultCodes.Required)]
    [InlineData("\"id\":\"1\"", "\"id\":1", "$.id", FaultCodes.WrongType)]
    [InlineData("\"id\":\"1\"", "\"id\":\"\\udc00\"", "$.id", FaultCodes.BadText)]
    [InlineData("\"id\":\"1\"", "\"id\":\"1\",\"id\":\"2\"", "$.id", FaultCodes.DuplicateMember)]
    [InlineData("\"id\":\"1\"", "\"id\":\"1\",\"\\u0069d\":\"2\"", "$.id", FaultCodes.DuplicateMember)]
    [InlineData("\"urn:s\"", "null", "$.source", FaultCodes.Required)]
    [InlineData("work.arrived", "work.lost", "$.type", FaultCodes.UnknownType)]
    [InlineData("2026-03-02T07:00:00Z", "2026-03-02T07:00:00", "$.time", FaultCodes.BadInstant)]
    [InlineData("2026-03-02T07:00:00Z", "2026-02-30T07:00:00Z", "$.time", FaultCodes.BadInstant)]
    [InlineData("2026-03-02T07:00:00Z", "2026-03-01T07:14:59Z", "$.time", FaultCodes.OutOfRange)]
    [InlineData("2026-03-02T07:00:00Z", "2026-03-03T07:15:01Z", "$.time", FaultCodes.OutOfRange)]
    [InlineData("{\"sector\":\"pick\",\"units\":2}", "[]", "$.data", FaultCodes.WrongType)]
    [InlineData("{\"sector\":\"pick\",\"units\":2}", "null", "$.data", FaultCodes.Required)]
    [InlineData("\"pick\"", "\"dock\"", "$.data.sector", FaultCodes.UnknownReference)]
    [InlineData("\"pick\"", "\"old\"", "$.data.sector", FaultCodes.RetiredSector)]
    [InlineData("\"pick\"", "\"pick\",\"from\":\"dock\"", "$.data.from", FaultCodes.UnknownReference)]
    [InlineData("\"units\":2", "\"units\":-1", "$.data.units", FaultCodes.OutOfRange)]
    [InlineData("\"units\":2", "\"units\":0", "$.data.units", FaultCodes.OutOfRange)]
    [InlineData("\"units\":2", "\"units\":4e-7", "$.data.units", FaultCodes.OutOfRange)]
    [InlineData("\"units\":2", "\"units\":1000000.1", "$.data.units", FaultCodes.OutOfRange)]
    [InlineData("\"units\":2", "\"units\":1e999", "$.data.units", FaultCodes.OutOfRange)]
    [InlineData("\"units\":2", "\"units\":\"2\"", "$.data.units", FaultCodes.WrongType)]
    [InlineData("\"units\":2", "\"class\":\"\"", "$.data.units", FaultCodes.Required)]
    [InlineData("\"units\":2", "\"units\":2,\"dueAt\":\"soon\"", "$.data.dueAt", FaultCodes.BadInstant)]
    [InlineData("\"id\":\"1\"", "\"id\":\"1\",\"sequence\":-1", "$.sequence", FaultCodes.OutOfRange)]
    [InlineData("\"id\":\"1\"", "\"id\":\"1\",\"sequence\":1.5", "$.sequence", FaultCodes.OutOfRange)]
    [InlineData("\"id\":\"1\"", "\"id\":\"1\",\"sequence\":\"9223372036854775808\"", "$.sequence", FaultCodes.OutOfRange)]
    public void One_wrong_member_is_one_fault(string piece, string replacement, string path, string code)
    {
        Assert.Contains(piece, Arrived, StringComparison.Ordinal);
        var (events, faults) = One(Arrived.Replace(piece, replacement, StringComparison.Ordinal));

        Assert.Empty(events);
        AssertFaults(faults, (path, code));
    }

    [Theory]
    [InlineData("work.removed", """{"sector":"pick","units":1}""", "$.data.reason", FaultCodes.Required)]
    [InlineData("work.completed", """{"sector":"pick","units":1,"resource":"bob"}""", "$.data.resource", FaultCodes.UnknownReference)]
    [InlineData("work.completed", """{"sector":"pick","units":1,"to":"dock"}""", "$.data.to", FaultCodes.UnknownReference)]
    [InlineData("work.counted", """{"sector":"pick","units":-1}""", "$.data.units", FaultCodes.OutOfRange)]
    [InlineData("resource.checkedIn", """{"resource":"ann"}""", "$.data.sector", FaultCodes.Required)]
    [InlineData("resource.checkedOut", """{}""", "$.data.resource", FaultCodes.Required)]
    [InlineData("resource.moved", """{"resource":"ann","to":"old"}""", "$.data.to", FaultCodes.RetiredSector)]
    [InlineData("resource.status", """{"resource":"ann","state":"asleep"}""", "$.data.state", FaultCodes.UnknownWord)]
    public void Each_type_has_its_own_rules(string type, string data, string path, string code)
        => AssertFaults(One(Of(type, data)).Faults, (path, code));

    [Theory]
    [InlineData("id", 256)]
    [InlineData("source", 256)]
    public void Ids_and_sources_have_at_most_256_characters(string member, int longest)
    {
        var usual = $"\"{member}\":\"{(member == "id" ? "1" : "urn:s")}\"";
        string With(int length) => Arrived.Replace(usual, $"\"{member}\":\"{new string('é', length)}\"");

        Assert.Empty(One(With(longest)).Faults);
        AssertFaults(One(With(longest + 1)).Faults, ($"$.{member}", FaultCodes.OutOfRange));
    }

    [Fact]
    public void A_stepped_site_takes_any_time_from_2000_to_2200()
    {
        var stepped = FloorWith(ClockKind.Stepped, PersonRates.Person);

        Assert.Empty(One(Arrived.Replace("2026-", "2012-"), stepped).Faults);
        AssertFaults(One(Arrived.Replace("2026-", "1999-"), stepped).Faults, ("$.time", FaultCodes.OutOfRange));
        AssertFaults(One(Arrived.Replace("2026-", "2201-"), stepped).Faults, ("$.time", FaultCodes.OutOfRange));
    }

    [Theory]
    [InlineData(PersonRates.Off, null)]
    [InlineData(PersonRates.Aggregate, null)]
    [InlineData(PersonRates.Person, "ann")]
    public void A_completion_keeps_its_person_only_where_policy_says_so(PersonRates rates, string? kept)
    {
        var completed = Of("work.completed", """{"sector":"pick","units":1,"resource":"ann"}""");

        Assert.Equal(kept, One(completed, FloorWith(ClockKind.Live, rates)).Events[0].Resource);
    }

    [Fact]
    public void Faults_of_a_batch_name_the_place_of_each_event()
    {
        var (events, faults) = Batch(Arrived, "7", Of("work.arrived", """{"sector":"dock","units":-1}""", "2"));

        Assert.Empty(events);
        AssertFaults(faults, ("$[1]", FaultCodes.WrongType), ("$[2].data.sector", FaultCodes.UnknownReference),
            ("$[2].data.units", FaultCodes.OutOfRange));
        Assert.Equal([1, 2, 2], faults.Select(f => f.Index!.Value));
    }

    [Fact]
    public void The_same_event_twice_in_a_batch_is_a_fault_whatever_it_says()
    {
        var elsewhere = Arrived.Replace("\"pick\"", "\"pack\"");

        AssertFaults(
            Batch(Arrived, Arrived, elsewhere).Faults, ("$[1].id", FaultCodes.DuplicateInBatch), ("$[2].id", FaultCodes.DuplicateInBatch));
        Assert.Empty(Batch(Arrived, Arrived.Replace("urn:s", "urn:t")).Faults);
    }

    [Fact]
    public void A_batch_has_at_most_10000_events()
    {
        var events = Enumerable.Range(0, 10_001).Select(i => Of("work.arrived", """{"sector":"pick","units":1}""", i.ToString())).ToArray();

        Assert.Equal(10_000, Batch(events[..10_000]).Events.Count);
        AssertFaults(Batch(events).Faults, ("$", FaultCodes.TooManyEvents));
    }

    [Fact]
    public void The_list_of_faults_is_cut_at_100_and_says_so()
    {
        var (_, faults) = Batch([.. Enumerable.Repeat("{}", 50)]);      // six required members each

        Assert.Equal(101, faults.Count);
        Assert.Equal(FaultCodes.MoreFaults, faults[100].Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{")]
    [InlineData("[{\"id\":\"1\"")]
    [InlineData("[] []")]
    [InlineData("[{\"id\":NaN}]")]
    public void What_is_not_json_is_one_fault_with_its_place(string text)
    {
        var (_, faults) = EventReader.ReadBatch(Encoding.UTF8.GetBytes(text), Live, Now);

        AssertFaults(faults, ("$", FaultCodes.MalformedJson));
        Assert.Contains("line 1, byte", faults[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_one_fault()
        => AssertFaults(
            EventReader.ReadBatch(new byte[] { (byte)'[', 0xC3, 0x28, (byte)']' }, Live, Now).Faults, ("$", FaultCodes.MalformedJson));

    [Theory]
    [InlineData(30, null)]      // the array and the event around it make 32
    [InlineData(31, FaultCodes.TooDeep)]
    [InlineData(100, FaultCodes.TooDeep)]
    public void Json_deeper_than_32_is_one_fault(int depth, string? code)
    {
        var nested = Arrived.Replace("\"id\":", $"\"x\":{new string('[', depth)}{new string(']', depth)},\"id\":");

        Assert.Equal(code, Batch(nested).Faults.SingleOrDefault()?.Code);
    }

    [Fact]
    public void An_array_is_no_single_event_and_an_event_no_batch()
    {
        AssertFaults(One($"[{Arrived}]").Faults, ("$", FaultCodes.WrongType));
        AssertFaults(EventReader.ReadBatch(Encoding.UTF8.GetBytes(Arrived), Live, Now).Faults, ("$", FaultCodes.WrongType));
    }

    [Fact]
    public void Names_in_a_batch_are_one_string_each()
    {
        const string data = """{"sector":"pick","units":1,"class":"x"}""";
        var (events, _) = Batch(Arrived, Of("work.arrived", data, "2"), Of("work.arrived", data, "3"));

        Assert.Same(events[0].Source, events[1].Source);
        Assert.Same(events[1].Class, events[2].Class);
        Assert.Same(Live.Sector("pick")!.Id, events[2].Sector);
    }
}
