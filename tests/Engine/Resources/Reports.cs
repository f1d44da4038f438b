using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;

namespace SyncOps.Tests.Engine.Resources;

/// <summary>Reports of Ann in a line each, at minutes from the start, and the small floor she works on.</summary>
internal static class Reports
{
    /// <summary>Ann picks and packs, and her skill to load lapses after two hours. Five minutes from sector to sector.</summary>
    public static readonly Floor Floor = new TestFloor().Sector("pick").Sector("pack").Sector("load").Moves(5)
        .Resource("ann", ("pick", 60), ("pack", 40))
        .Change("ann", (ResourceSpec r) => r with
        {
            Skills = [.. r.Skills, new Skill { Sector = "load", UnitsPerHour = 30, ValidUntil = At(120) }],
        })
        .Floor();

    public static readonly ResourceSpec Ann = Floor.Resource("ann")!;

    public static DateTimeOffset At(double minutes) => TestFloor.At(minutes);

    public static FloorEvent In(string id, double minutes = 0, string sector = "pick")
        => Of(EventKind.ResourceCheckedIn, id, minutes) with { Sector = sector };

    public static FloorEvent Out(string id, double minutes = 0) => Of(EventKind.ResourceCheckedOut, id, minutes);

    public static FloorEvent Moved(string id, string to, double minutes = 0)
        => Of(EventKind.ResourceMoved, id, minutes) with { Sector = to };

    public static FloorEvent Status(string id, ReportedState state, double minutes = 0, string? reason = null)
        => Of(EventKind.ResourceStatus, id, minutes) with { State = state, Reason = reason };

    public static ClockReading Live(double minutes) => new(ClockKind.Live, At(minutes));

    public static ClockReading Stepped(double minutes) => new(ClockKind.Stepped, At(minutes));

    /// <summary>The state after these reports at an instant of a live clock.</summary>
    public static ResourceState After(this ResourceState state, double minutes, params FloorEvent[] reports)
        => ResourceDecider.Record(state, Ann, reports, Live(minutes)).State;

    public static MoveDecision Move(this ResourceState state, string to, double minutes, string command = "c1", string? card = null)
        => ResourceDecider.Move(state, Ann, new MoveCommand(to, command, card), Floor, At(minutes));

    private static FloorEvent Of(EventKind kind, string id, double minutes)
        => new() { Kind = kind, Source = "urn:badge", Id = id, Time = At(minutes), Resource = "ann" };
}
