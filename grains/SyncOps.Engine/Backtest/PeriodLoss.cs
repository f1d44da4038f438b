namespace SyncOps.Engine.Backtest;

/// <summary>What a policy lost, in the floor's money, by cause.</summary>
/// <param name="Waiting">Units times hours in the sectors, from arrival to completion, times each sector's
/// <c>waitCostPerUnitHour</c>.</param>
/// <param name="Late">Units late at each truck times its <c>costPerLateUnit</c>.</param>
/// <param name="Left">Units still in the sectors at the period's end times <c>leftCostPerUnit</c>.</param>
/// <param name="Moves">Moves times their price.</param>
public readonly record struct PeriodLoss(double Waiting, double Late, double Left, double Moves)
{
    public double Total => Waiting + Late + Left + Moves;

    public static PeriodLoss operator +(PeriodLoss a, PeriodLoss b)
        => new(a.Waiting + b.Waiting, a.Late + b.Late, a.Left + b.Left, a.Moves + b.Moves);

    public static PeriodLoss Add(PeriodLoss left, PeriodLoss right) => left + right;
}

/// <summary>One day, or several, under one policy.</summary>
public readonly record struct DayFigures
{
    public PeriodLoss Loss { get; init; }

    /// <summary>Units times hours in the sectors, waiting or being worked on.</summary>
    public double UnitHours { get; init; }

    /// <summary>Of these, hours in which nobody worked on them.</summary>
    public double QueuedUnitHours { get; init; }
    public int Moves { get; init; }
    public double LateUnits { get; init; }

    /// <summary>Units in the sectors at the period's end.</summary>
    public double LeftUnits { get; init; }

    public static DayFigures operator +(DayFigures a, DayFigures b) => new()
    {
        Loss = a.Loss + b.Loss, UnitHours = a.UnitHours + b.UnitHours, QueuedUnitHours = a.QueuedUnitHours + b.QueuedUnitHours,
        Moves = a.Moves + b.Moves, LateUnits = a.LateUnits + b.LateUnits, LeftUnits = a.LeftUnits + b.LeftUnits,
    };

    public static DayFigures Add(DayFigures left, DayFigures right) => left + right;
}
