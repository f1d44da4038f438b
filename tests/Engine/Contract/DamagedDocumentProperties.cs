using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sites;
using SyncOps.Tests.Engine.Events;
using SyncOps.Tests.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Contract;

/// <summary>Whatever is done to a valid document, reading it gives a document or faults, and never throws.</summary>
public class DamagedDocumentProperties
{
    private const string Day = """
        {"roster":[{"resource":"ann","shifts":[{"start":"2026-03-02T06:00:00Z","end":"2026-03-02T14:00:00Z",
            "breaks":[{"start":"2026-03-02T09:00:00Z","end":"2026-03-02T09:15:00Z"}]}],"unavailable":[]}],
         "forecast":[{"sector":"pick","at":"2026-03-02T06:00:00Z","unitsPerHour":120}],
         "cutOffs":[{"id":"t1","sector":"load","orderBy":"2026-03-02T12:00:00Z","leaves":"2026-03-02T13:30:00Z","costPerLateUnit":8}]}
        """;
    private const string Plan = """
        {"pins":[{"resource":"ann","sector":"pick","from":"2026-03-02T06:00:00Z","until":"2026-03-02T07:00:00Z"}],
         "intervals":[{"at":"2026-03-02T06:00:00Z","sectors":{"pick":{"assigned":["ann"]}}}]}
        """;
    private const string Request = """
        {"to":"pick","commandId":"c1","actions":[{"id":"a1","kind":"move","resource":"ann","to":"pick"}],"reason":"no","minutes":10}
        """;

    private static readonly Gen<string> Values = Gen.OneOf(
        "null", "[]", "{}", "0", "-1", "1e400", "1e-400", "99999999999999999999", "true", "\"\"", "\" \"", "\"\\ud800\"", "\"pick\"",
        "[null]", "[[]]", "[{}]", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"P9999999999Y\"",
        "{\"\\ud800\":1}", "\"x\\u0000y\"");

    private static readonly Gen<string> Documents = Gen.OneOf(FloorText.Valid, Day, Plan, Request, $"[{EventText.Arrived}]");

    [Fact]
    public void A_document_with_any_value_in_any_place_never_throws()
        => Gen.Select(Documents, Gen.Int[0, 10_000], Values).Sample((text, place, value) =>
        {
            // A value that no JsonNode can hold is put in as text, in the place of a mark.
            const string mark = "\"@@@\"";
            var root = JsonNode.Parse(text)!;
            var nodes = Places(root).ToList();
            nodes[place % nodes.Count](JsonValue.Create("@@@"));
            ReadAll(root.ToJsonString().Replace(mark, value, StringComparison.Ordinal));
        });

    [Fact]
    public void Damaged_bytes_never_throw()
        => Gen.Select(Documents, Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 3]).Sample((text, damage) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var (place, value) in damage) bytes[place % bytes.Length] = value;
            ReadAll(bytes);
        });

    private static IEnumerable<Action<JsonNode>> Places(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, child) in members.ToList())
                {
                    yield return value => members[name] = value;
                    foreach (var below in child is null ? [] : Places(child)) yield return below;
                }
                break;
            case JsonArray elements:
                for (var i = 0; i < elements.Count; i++)
                {
                    var at = i;
                    yield return value => elements[at] = value;
                    foreach (var below in elements[i] is { } child ? Places(child) : []) yield return below;
                }
                break;
            default:
                yield break;
        }
    }

    private static void ReadAll(string json) => ReadAll(Encoding.UTF8.GetBytes(json));

    private static void ReadAll(ReadOnlyMemory<byte> json)
    {
        var floor = FloorText.Document;
        EitherOr(FloorReader.Read(json, "ams1"));
        EitherOr(DayReader.Read(json, floor, "2026-03-02"));
        EitherOr(PlanEdit.Read(json, floor));
        EitherOr(WhatIfRequest.Read(json, floor));
        EitherOr(AdvanceRequest.Read(json));
        EitherOr(MoveRequest.Read(json, floor));
        EitherOr(AcceptRequest.Read(json));
        EitherOr(RejectRequest.Read(json));
        EitherOr(SnoozeRequest.Read(json));
        var (events, faults) = EventReader.ReadBatch(json, EventText.Live, EventText.Now);
        Assert.True(events.Count == 0 || faults.Count == 0);
        EventReader.ReadOne(json, EventText.Live, EventText.Now);
        EventReader.ReadBinary([KeyValuePair.Create("ce-id", "\ud800")], json, EventText.Live, EventText.Now);
    }

    private static void EitherOr<T>((T? Value, IReadOnlyList<Fault> Faults) read) where T : class
        => Assert.Equal(read.Value is null, read.Faults.Count > 0);
}
