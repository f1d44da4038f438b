using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Day.Plant;

/// <summary>
/// Decides who goes where during one day; a new one is made for each day. Called at opening time and every
/// <see cref="DayPlant.DecideEvery"/> after it. It sees what a site would see and nothing that is still to come.
/// </summary>
public interface IDayPolicy
{
    /// <summary>The moves that begin at <see cref="DayView.Now"/>.</summary>
    IReadOnlyList<MoveOrder> Decide(DayView view);
}

/// <summary>Somebody sets off now. The card, where a policy has such, says which advice it belongs to.</summary>
public readonly record struct MoveOrder(string Resource, string To, string? Card = null);

/// <summary>
/// A day as it is known at one instant: the documents, everything reported since the last decision, and what the reports add up to.
/// </summary>
public sealed class DayView
{
    public required DaySetting Setting { get; init; }

    /// <summary>The certain part of the day: hours, breaks, trucks, expected arrivals.</summary>
    public required ScenarioDay Plan { get; init; }

    /// <summary>What the site was told of the day: rosters, forecast, cut-offs.</summary>
    public required DayDocument Document { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>What was reported after the last decision, until now, in order.</summary>
    public required IReadOnlyList<FloorEvent> Events { get; init; }

    /// <summary>Units waiting, by sector index of <see cref="DaySetting.Floor"/>.</summary>
    public required long[] Backlog { get; init; }

    /// <summary>Units on the way to each sector.</summary>
    public required long[] UnderWay { get; init; }

    /// <summary>Units that came from outside, and units completed, since opening time.</summary>
    public required long[] ArrivedOutside { get; init; }
    public required long[] Completed { get; init; }

    /// <summary>By resource index of <see cref="DaySetting.Floor"/>.</summary>
    public required PersonSight[] People { get; init; }

    public Floor Floor => Setting.Floor;
    public int Minute => (int)(Now - Plan.Opens).TotalMinutes;
}

/// <summary>Where somebody is: the sector worked in or travelled to, -1 when not on duty.</summary>
/// <param name="IsFree">At work: neither on a break nor on the way.</param>
/// <param name="SinceMinute">Minute of the day of the last move's start; -1 before any.</param>
public readonly record struct PersonSight(int Sector, bool IsFree, int SinceMinute, int Moves)
{
    public bool IsOnDuty => Sector >= 0;
}
