namespace SyncOps.Engine.Flow;

/// <summary>
/// A stretch that a resource (index) will work in a sector (index) without interruption, in minutes from now within [0, horizon].
/// <see cref="Current"/>: part of the shift it is in now, so that a move takes it along; false for later shifts, which start at home.
/// </summary>
public readonly record struct Stint(int Resource, int Sector, double Start, double End, bool Current);

/// <summary>
/// One resource leaves a sector and can work in another from its arrival to the end of its shift, breaks kept. Indices of the floor,
/// minutes from now.
/// </summary>
public readonly record struct PlannedMove(int Resource, int From, int To, double DepartMinutes, double ArriveMinutes);

/// <summary>One resource (index) stays at work after the end of its shift, where it then is, for at most so many minutes.</summary>
public readonly record struct PlannedOvertime(int Resource, double Minutes);
