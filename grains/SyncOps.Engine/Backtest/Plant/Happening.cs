namespace SyncOps.Engine.Backtest.Plant;

/// <summary>Kinds of what happens in a plant, in the order in which they take effect at one instant.</summary>
internal enum HappeningKind
{
    Completed, CheckedOut, CheckedIn, Resumed, Paused, Arrived, Placed, Travelled, Removed, Departed,
}

/// <summary>Something that is to happen; which members are set depends on its kind.</summary>
/// <param name="Index">Of the resource, sector or cut-off.</param>
internal readonly record struct Happening(HappeningKind Kind, int Index)
{
    public Job? Job { get; init; }

    /// <summary>Of the job; of a pause, the state that it is.</summary>
    public int Step { get; init; }
    public int Stops { get; init; }
    public double Units { get; init; }
    public DutyStretch? Stretch { get; init; }
    public int Place { get; init; }
}
