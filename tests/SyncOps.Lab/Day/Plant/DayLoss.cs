namespace SyncOps.Lab.Day.Plant;

/// <summary>
/// What a day lost, in money, by cause; computed from the plant alone, so it is the same for every policy. Nobody works overtime: what is
/// there at closing time is charged as left, and a truck charges for every unit that was due with it and is not loaded when it leaves.
/// </summary>
/// <param name="Waiting">Unit-hours of backlog x the sector's price, until closing time.</param>
/// <param name="Late">Units late at each truck x the price of a late order.</param>
/// <param name="Left">Backlog at closing time x the sector's price of a unit left.</param>
/// <param name="Moves">Moves x the price of one, wherever and whenever they were made.</param>
public readonly record struct DayLoss(double Waiting, double Late, double Left, double Moves)
{
    public double Total => Waiting + Late + Left + Moves;

    public static DayLoss operator +(DayLoss a, DayLoss b)
        => new(a.Waiting + b.Waiting, a.Late + b.Late, a.Left + b.Left, a.Moves + b.Moves);

    public static DayLoss operator -(DayLoss a, DayLoss b)
        => new(a.Waiting - b.Waiting, a.Late - b.Late, a.Left - b.Left, a.Moves - b.Moves);

    public static DayLoss operator /(DayLoss a, double by) => new(a.Waiting / by, a.Late / by, a.Left / by, a.Moves / by);
}
