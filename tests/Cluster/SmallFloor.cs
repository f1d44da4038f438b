using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster;

/// <summary>
/// Two sectors, pick and then pack, and six people: a1 to a4 at home in pick, b1 and b2 in pack, all able to do both at 60 units/h. A
/// move takes 5 minutes. The stepped clock starts at 06:00 UTC; decisions fall due every 5 minutes.
/// </summary>
public static class SmallFloor
{
    public const string Date = "2026-03-02";
    public const string Start = "2026-03-02T06:00:00Z";

    public static JsonObject Stepped()
    {
        var floor = Live();
        floor["clock"] = "stepped";
        floor["start"] = Start;
        return floor;
    }

    public static JsonObject Live() => new()
    {
        ["name"] = "Small", ["timeZone"] = "UTC", ["currency"] = "EUR", ["clock"] = "live",
        ["areas"] = new JsonArray(JsonNode.Parse("""{"id":"out","name":"Outbound"}""")),
        ["sectors"] = new JsonArray(
            JsonNode.Parse("""
                {"id":"pick","area":"out","name":"Picking","unit":"orders","targetWaitMinutes":60,"minStaff":1,
                 "next":[{"to":"pack","share":1}]}
                """),
            JsonNode.Parse("""
                {"id":"pack","area":"out","name":"Packing","unit":"orders","targetWaitMinutes":30,"waitCostPerUnitHour":4}
                """)),
        ["resources"] = new JsonArray([.. new[] { "a1", "a2", "a3", "a4", "b1", "b2" }.Select(Person)]),
        ["moves"] = JsonNode.Parse("""{"minutes":5}"""),
    };

    public static JsonObject Sector(this JsonObject floor, string id) => Named(floor["sectors"]!, id);

    public static JsonObject Resource(this JsonObject floor, string id) => Named(floor["resources"]!, id);

    /// <summary>Everybody at work at home from the start, and 300 orders counted in pack: two people at 60/h need 150 min.</summary>
    public static JsonObject[] Rush(TestSite site, string at = Start) =>
    [
        .. new[] { "a1", "a2", "a3", "a4" }.Select(a => site.CheckedIn(a, "pick", at)),
        .. new[] { "b1", "b2" }.Select(b => site.CheckedIn(b, "pack", at)),
        site.Counted("pack", 300, at),
    ];

    private static JsonNode Person(string id) => JsonNode.Parse($$"""
        {"id":"{{id}}","kind":"person","home":"{{(id[0] == 'a' ? "pick" : "pack")}}","costPerHour":20,
         "skills":[{"sector":"pick","unitsPerHour":60},{"sector":"pack","unitsPerHour":60}]}
        """)!;

    private static JsonObject Named(JsonNode list, string id)
        => list.AsArray().Select(n => n!.AsObject()).Single(o => (string?)o["id"] == id);
}
