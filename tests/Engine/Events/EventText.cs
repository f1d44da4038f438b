using System.Buffers;
using System.Text;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Tests.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Events;

/// <summary>Events as text on the floor of <see cref="FloorText"/>, at <see cref="Now"/>, with a retired sector <c>old</c>.</summary>
internal static class EventText
{
    public const string Arrived = """
        {"specversion":"1.0","id":"1","source":"urn:s","type":"syncops.work.arrived","time":"2026-03-02T07:00:00Z",
         "data":{"sector":"pick","units":2}}
        """;

    public static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 15, 0, TimeSpan.Zero);

    public static readonly Floor Live = FloorWith(ClockKind.Live, PersonRates.Person);

    public static Floor FloorWith(ClockKind clock, PersonRates rates)
    {
        var floor = FloorText.Document;
        return Floor.Of(floor with
        {
            Clock = clock,
            Policy = new FloorPolicy { PersonRates = rates },
            Sectors = [.. floor.Sectors, floor.Sectors[2] with { Id = "old", Retired = true }],
        });
    }

    public static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) Batch(params string[] events)
        => EventReader.ReadBatch(Encoding.UTF8.GetBytes($"[{string.Join(",", events)}]"), Live, Now);

    public static (IReadOnlyList<FloorEvent> Events, IReadOnlyList<Fault> Faults) One(string text, Floor? floor = null)
        => EventReader.ReadOne(Encoding.UTF8.GetBytes(text), floor ?? Live, Now);

    /// <summary>An event of a type with this data.</summary>
    public static string Of(string type, string data, string id = "1")
        => $$"""
            {"data":{{data}},"specversion":"1.0","id":"{{id}}","source":"urn:s","type":"syncops.{{type}}","time":"2026-03-02T07:00:00Z"}
            """;

    public static byte[] Written(params FloorEvent[] events)
    {
        var output = new ArrayBufferWriter<byte>();
        EventWriter.WriteBatch(output, events);
        return output.WrittenSpan.ToArray();
    }

    public static void AssertFaults(IReadOnlyList<Fault> faults, params (string Path, string Code)[] expected)
        => Assert.Equal(expected, faults.Select(f => (f.Path, f.Code)));
}
