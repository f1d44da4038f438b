using SyncOps.Engine.Plans;

namespace SyncOps.Tests.Engine.Plans;

/// <summary>Reading plans of the test floor's day, 2026-03-02, whose interval 48 begins at 12:00 UTC, minute 0.</summary>
internal static class PlanFloors
{
    public const string Date = "2026-03-02";

    /// <summary>
    /// Pick and pack, not connected, 60/h each person. Ann does both and is at home in pick; Bob packs. Both on shift 11:00-16:00.
    /// </summary>
    public static TestFloor AnnAndBob() => new TestFloor()
        .Sector("pick").Sector("pack")
        .Resource("ann", ("pick", 60), ("pack", 60)).Resource("bob", ("pack", 60))
        .Shift("ann", -60, 240).Shift("bob", -60, 240)
        .Present("ann", "pick").Present("bob", "pack");

    public static PlanView Plan(this TestFloor floor, string date = Date) => PlanBuilder.Build(floor.Snapshot(), date, [], before: null);

    public static PlanState First(this TestFloor floor) => PlanDecider.Revise(null, floor.Snapshot(), Date, dayVersion: 1).State;

    /// <summary>The cell of the interval that begins so many minutes after 12:00 UTC.</summary>
    public static PlanCell Cell(this PlanView plan, double minutes, string sector)
        => plan.Intervals.Single(i => i.At == TestFloor.At(minutes)).Sectors[sector];

    /// <summary>Minutes after 12:00 UTC of all intervals in which a sector has the resource.</summary>
    public static double[] MinutesOf(this PlanView plan, string resource, string sector) => [.. plan.Intervals
        .Where(i => i.Sectors[sector].Assigned.Contains(resource)).Select(i => (i.At - TestFloor.Start).TotalMinutes)];

    public static double[] Every15(double from, double until)
        => [.. Enumerable.Range(0, (int)((until - from) / 15)).Select(i => from + 15 * i)];

    public static Pin Pin(string resource, string sector, double from, double until)
        => new(resource, sector, TestFloor.At(from), TestFloor.At(until));

    public static PlanEdit Pins(params Pin[] pins) => new(pins, Assignments: null);
}
