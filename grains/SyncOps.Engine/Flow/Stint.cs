namespace SyncOps.Engine.Flow;

/// <summary>
/// A stretch that a resource (index) will work in a sector (index) without interruption, in minutes from now within [0, horizon].
/// <see cref="Current"/>: part of the shift it is in now, so that a move takes it along; false for later shifts, which start at home.
/// </summary>
public readonly record struct Stint(int Resource, int Sector, double Start, double End, bool Current);

/// <summary>
/// One resource leaves a sector and can work in another from its arrival to the end of its shift, breaks kept; or until it leaves for
/// where it came from, to work there again from <see cref="BackMinutes"/> on. Indices of the floor, minutes from now.
/// </summary>
public readonly record struct PlannedMove(
    int Resource, int From, int To, double DepartMinutes, double ArriveMinutes, double UntilMinutes = double.PositiveInfinity,
    double BackMinutes = double.PositiveInfinity)
{
    public bool Returns => UntilMinutes < double.PositiveInfinity;

    /// <summary>How many moves it comes to, one way or there and back.</summary>
    public int Count => Returns ? 2 : 1;
}
