using System.Text;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Floors;

/// <summary>A small valid floor as text, to be broken one rule at a time: pick -> pack -> load, one person, one robot.</summary>
internal static class FloorText
{
    public const string Valid = """
        {
          "site": "ams1", "name": "Amsterdam 1", "timeZone": "Europe/Amsterdam", "currency": "EUR",
          "clock": "stepped", "start": "2026-03-02T05:00:00Z",
          "areas": [{"id": "hall", "name": "Hall"}],
          "sectors": [
            {"id": "pick", "area": "hall", "name": "Picking", "unit": "lines", "targetWaitMinutes": 20, "minStaff": 1, "maxStaff": 8,
             "next": [{"to": "pack", "share": 0.9, "unitsPerUnit": 0.5}]},
            {"id": "pack", "area": "hall", "name": "Packing", "unit": "orders", "targetWaitMinutes": 15,
             "next": [{"to": "load", "share": 0.8}, {"to": "pick", "share": 0.2}]},
            {"id": "load", "area": "hall", "name": "Loading", "unit": "parcels", "targetWaitMinutes": 30,
             "equipment": [{"pool": "truck", "perPerson": 1}]}
          ],
          "equipmentPools": [{"id": "truck", "count": 2}],
          "resources": [
            {"id": "ann", "kind": "person", "home": "pick", "costPerHour": 25,
             "skills": [{"sector": "pick", "unitsPerHour": 60}, {"sector": "pack", "unitsPerHour": 40}]},
            {"id": "r2", "kind": "robot", "home": "pack", "costPerHour": 3, "skills": [{"sector": "load", "unitsPerHour": 100}]}
          ],
          "moves": {"minutes": 5, "between": [{"from": "pick", "to": "load", "minutes": 9}]}
        }
        """;

    public static FloorDocument Document => FloorReader.Read(Bytes(Valid), "ams1").Document!;

    /// <summary>The valid text with one piece replaced, which must be there exactly once.</summary>
    public static string With(string piece, string replacement)
    {
        Assert.Equal(2, Valid.Split(piece).Length);
        return Valid.Replace(piece, replacement, StringComparison.Ordinal);
    }

    public static IReadOnlyList<Fault> Faults(string json) => FloorReader.Read(Bytes(json), "ams1").Faults;

    /// <summary>The floor with one piece replaced has exactly this fault.</summary>
    public static void Breaks(string piece, string replacement, string path, string code)
    {
        var (document, faults) = FloorReader.Read(Bytes(With(piece, replacement)), "ams1");
        Assert.Null(document);
        Assert.Equal([(path, code)], faults.Select(f => (f.Path, f.Code)));
    }

    public static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
