using SyncOps.Engine.Events;

namespace SyncOps.Engine.Backtest;

/// <summary>A stretch of duty of one resource as it was recorded, [<paramref name="Start"/>, <paramref name="End"/>), UTC.</summary>
/// <param name="Places">Where it was, from when on; rising, the first from the start on. In a back-test it begins there.</param>
/// <param name="Pauses">When it did no work, rising and disjoint: breaks, other tasks, faults.</param>
public sealed record DutyStretch(
    DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<RecordedPlace> Places, IReadOnlyList<DutyPause> Pauses);

/// <summary>In a sector (index in the floor's sectors) from an instant on.</summary>
public readonly record struct RecordedPlace(DateTimeOffset At, int Sector);

/// <summary>On duty without working, [<paramref name="Start"/>, <paramref name="End"/>).</summary>
public readonly record struct DutyPause(DateTimeOffset Start, DateTimeOffset End, ReportedState State);
