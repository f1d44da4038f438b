using System.Text;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using Xunit;
using static SyncOps.Tests.Engine.Events.EventText;

namespace SyncOps.Tests.Engine.Events;

public class BinaryEventTests
{
    private static readonly (string, string)[] Headers =
    [
        ("Content-Type", "application/json"), ("ce-specversion", "1.0"), ("CE-Id", "a%20b"), ("ce-source", "urn:s"),
        ("ce-type", "syncops.work.arrived"), ("ce-time", "2026-03-02T07:00:00Z"), ("ce-sequence", "7"), ("ce-traceparent", "x"),
    ];

    [Fact]
    public void Attributes_come_from_headers_and_data_from_the_body()
    {
        var (events, faults) = Read(Headers, """{"sector":"pick","units":2}""");

        Assert.Empty(faults);
        var read = Assert.Single(events);
        Assert.Equal(("a b", "urn:s", 7L, "pick", 2.0), (read.Id, read.Source, read.Sequence, read.Sector, read.Units.Value));
    }

    [Fact]
    public void Faults_name_the_header_or_the_member_of_the_body()
    {
        var (_, faults) = Read(Headers[..^3], """{"sector":"pick","units":-2}""");

        AssertFaults(faults, ("ce-time", FaultCodes.Required), ("$.units", FaultCodes.OutOfRange));
    }

    [Fact]
    public void A_header_twice_is_a_fault()
        => AssertFaults(
            Read([.. Headers, ("ce-id", "2")], """{"sector":"pick","units":2}""").Faults, ("ce-id", FaultCodes.DuplicateMember));

    [Theory]
    [InlineData("", FaultCodes.MalformedJson)]
    [InlineData("{\"sector\":", FaultCodes.MalformedJson)]
    [InlineData("{},\"id\":1", FaultCodes.MalformedJson)]
    [InlineData("[]", FaultCodes.WrongType)]
    public void A_body_that_is_no_object_is_one_fault(string body, string code) => AssertFaults(Read(Headers, body).Faults, ("$", code));

    private static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) Read((string Name, string Value)[] headers, string body)
        => EventReader.ReadBinary([.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], Encoding.UTF8.GetBytes(body), Live, Now);
}
