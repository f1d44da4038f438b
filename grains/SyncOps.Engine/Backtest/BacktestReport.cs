namespace SyncOps.Engine.Backtest;

/// <summary>What the advice would have been worth on a record: the same work and people under several policies.</summary>
public sealed record BacktestReport
{
    public required string Site { get; init; }

    /// <summary>First and last local date, <c>yyyy-MM-dd</c>, both included.</summary>
    public required string From { get; init; }
    public required string Until { get; init; }
    public required int Days { get; init; }
    public required int Jobs { get; init; }

    /// <summary>What a loss of 1 is: the floor's currency, or a unit-hour where the floor names no costs.</summary>
    public required string LossUnit { get; init; }

    /// <summary>How the record and the floor were understood, one sentence each.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>In the order static, recorded, reactive, syncops.</summary>
    public required IReadOnlyList<PolicyReport> Policies { get; init; }

    /// <summary>Proven: nobody could have lost less in this model.</summary>
    public required BoundReport Clairvoyant { get; init; }
    public required ModelCheck ModelCheck { get; init; }
}

/// <summary>One policy over the whole period.</summary>
/// <param name="How">What it does, and how it was tuned where it was.</param>
public sealed record PolicyReport(string Name, string How, PeriodLoss Loss)
{
    /// <summary>Units times hours in the sectors, waiting or being worked on.</summary>
    public required double UnitHours { get; init; }

    /// <summary>Of these, hours in which nobody worked on them.</summary>
    public required double QueuedUnitHours { get; init; }
    public required int Moves { get; init; }
    public required double LateUnits { get; init; }

    /// <summary>Units in the sectors at the period's end.</summary>
    public required double LeftUnits { get; init; }

    /// <summary>Cards that were issued, all of them accepted; null for policies without cards.</summary>
    public int? Cards { get; init; }

    /// <summary>Null for static itself, and where less than 2 % of static's loss could be prevented.</summary>
    public PreventedShare? Prevented { get; init; }

    /// <summary>Loss of each day, in order.</summary>
    public required IReadOnlyList<double> LossByDay { get; init; }
}

/// <summary>
/// (static - policy) / (static - clairvoyant), with its 95 % bootstrap interval over days from <see cref="LeastDays"/> days on. Days
/// follow on from each other, so the interval is narrower than one over independent days would be.
/// </summary>
public sealed record PreventedShare(double Share, double? Low, double? High)
{
    /// <summary>With fewer days an interval says nothing.</summary>
    public const int LeastDays = 10;

    private const ulong Seed = 1;

    /// <summary>Null where too little could be prevented. Losses by day; the reference's and the policy's at the same days.</summary>
    public static PreventedShare? Of(double[] reference, double[] policy, double[] bound)
    {
        if (DayComparison.Prevented(reference, policy, bound, Seed) is not { } share) return null;
        return reference.Length < LeastDays ? new(share.Value, null, null) : new(share.Value, share.Low, share.High);
    }
}

/// <summary>The clairvoyant bound: its loss, and which relaxation proves it.</summary>
public sealed record BoundReport(double Loss, string How, IReadOnlyList<double> LossByDay);

/// <summary>Waiting as it was recorded against waiting in the model with people where they were recorded.</summary>
/// <param name="Sentence">The same in words.</param>
public sealed record ModelCheck(
    double? RecordedWaitMinutes, double? ModelledWaitMinutes, double RecordedUnitHours, double ModelledUnitHours, string Sentence);
