using SyncOps.Engine.Events;

namespace SyncOps.Tests.Engine.Discovery;

/// <summary>What a floor knows after its facts, folded in the order given.</summary>
internal sealed class FactFold
{
    private readonly Dictionary<string, string> _at = [];

    public SortedDictionary<string, (int Arrived, int Completed)> Work { get; } = new(StringComparer.Ordinal);

    /// <summary>What contradicts the facts before: time running back, work done before it came, someone in or gone twice.</summary>
    public List<string> Faults { get; } = [];

    public IReadOnlyCollection<string> OnDuty => _at.Keys;

    public static FactFold Of(IEnumerable<FloorEvent> facts)
    {
        var fold = new FactFold();
        var last = DateTimeOffset.MinValue;
        foreach (var fact in facts)
        {
            if (fact.Time < last) fold.Faults.Add($"{fact.Id} goes back in time");
            last = fact.Time;
            fold.Add(fact);
        }
        return fold;
    }

    private void Add(FloorEvent fact)
    {
        switch (fact.Kind)
        {
            case EventKind.WorkArrived:
                Work[fact.Sector!] = (Work.GetValueOrDefault(fact.Sector!).Arrived + 1, Work.GetValueOrDefault(fact.Sector!).Completed);
                break;
            case EventKind.WorkCompleted:
                var (arrived, completed) = Work.GetValueOrDefault(fact.Sector!);
                if (completed == arrived) Faults.Add($"{fact.Id} completes what never came");
                Work[fact.Sector!] = (arrived, completed + 1);
                break;
            case EventKind.ResourceCheckedIn:
                if (!_at.TryAdd(fact.Resource!, fact.Sector!)) Faults.Add($"{fact.Id} is in already");
                break;
            case EventKind.ResourceMoved:
                if (_at.GetValueOrDefault(fact.Resource!) is not { } from || from == fact.Sector) Faults.Add($"{fact.Id} moves nobody");
                _at[fact.Resource!] = fact.Sector!;
                break;
            default:
                if (!_at.Remove(fact.Resource!)) Faults.Add($"{fact.Id} is off already");
                break;
        }
    }
}
