namespace SyncOps.Engine.Backtest.Plant;

/// <summary>A job at one of its steps: in a sector, waiting or being worked on.</summary>
internal sealed class WorkVisit(Job job, int step, long arrivedAt, long number)
{
    /// <summary>First come first served; what comes at one instant in the order of its number.</summary>
    public static readonly IComparer<WorkVisit> FirstCome = Comparer<WorkVisit>.Create(
        (a, b) => a.ArrivedAt != b.ArrivedAt ? a.ArrivedAt.CompareTo(b.ArrivedAt) : a.Number.CompareTo(b.Number));

    public Job Job { get; } = job;
    public int Step { get; } = step;
    public long ArrivedAt { get; } = arrivedAt;
    public long Number { get; } = number;
    public JobStep Spec => Job.Steps[Step];
    public bool IsLast => Step == Job.Steps.Count - 1;

    /// <summary>Units of work still to be done.</summary>
    public double Remaining { get; set; } = job.Steps[step].Units;
}
