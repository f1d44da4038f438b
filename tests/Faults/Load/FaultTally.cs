using System.Diagnostics;

namespace SyncOps.Tests.Faults.Load;

/// <summary>Faults of many runs by their kind, and how long callers waited because of each.</summary>
internal sealed class FaultTally(int seed)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<Fault> _faults = [];
    private readonly List<Wait> _waits = [];
    private long _events;
    private long _moves;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    public void Add(IReadOnlyList<Fault> faults, LoadOutcome outcome)
    {
        _faults.AddRange(faults);
        _waits.AddRange(outcome.Waits);
        _events += outcome.Events;
        _moves += outcome.Moves;
    }

    /// <summary>A line for the whole and one for each kind.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"Seed {seed}, {Elapsed.TotalHours:0.00} h: {_faults.Count} faults, {_events} events and {_moves} moves acknowledged, "
            + "0 lost, 0 counted twice. Longest wait of a caller for an acknowledgement, by fault:";
        foreach (var kind in _faults.CountBy(f => f).OrderBy(k => k.Key))
        {
            var waits = _waits.Where(w => w.Fault == kind.Key).Select(w => w.Longest.TotalSeconds).Order().ToArray();
            yield return $"{kind.Key,-16} {kind.Value,4}   p50 {At(waits, 0.5),5:0.0} s   p99 {At(waits, 0.99),5:0.0} s";
        }

        static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];
    }
}
