using CsCheck;
using SyncOps.Engine.Discovery;

namespace SyncOps.Tests.Engine.Discovery;

/// <summary>Random logs with all that real ones have: overlaps, repetitions, zero and negative durations, missing times.</summary>
internal static class SmallLogs
{
    private static readonly Gen<LogRow> Row =
        from trace in Gen.Int[1, 6]
        from activity in Gen.Int[1, 5]
        from resource in Gen.Int[0, 4]
        from start in Gen.Int[0, 4_000]
        from minutes in Gen.Frequency((1, Gen.Const(0)), (1, Gen.Int[-30, -1]), (8, Gen.Int[1, 600]))
        from missing in Gen.Frequency((8, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2)))
        select new LogRow(
            0, $"c{trace}", $"A{activity}", resource == 0 ? null : $"r{resource}",
            missing == 1 ? null : Text(start), missing == 2 ? null : Text(start + minutes));

    public static readonly Gen<EventLog> Any = Row.Array[1, 60]
        .Select(rows => EventLog.From(rows.Select((row, i) => row with { Row = i + 1 }), new LogReading()));

    private static string Text(int minutes) => $"{SmallLog.At(2, 0).AddMinutes(minutes):yyyy-MM-dd'T'HH:mm:ss'Z'}";
}
