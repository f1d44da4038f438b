namespace SyncOps.Engine.Sectors;

/// <summary>
/// The account of one class of work in a sector: cumulative totals, and the backlog split by due time. Work is conserved:
/// backlog = arrived + adjusted - completed - removed, and equals the sum of the parts.
/// </summary>
[GenerateSerializer, Alias("classAccount")]
public sealed class ClassAccount
{
    /// <summary>Stands for "no due time": such work is taken last.</summary>
    private static readonly DateTimeOffset Undated = DateTimeOffset.MaxValue;

    [Id(0)] private WorkTotals _totals;
    [Id(1)] private SortedDictionary<DateTimeOffset, long> _byDue = [];

    public WorkTotals Totals => _totals;

    public Units Backlog => _totals.Backlog;

    /// <summary>Backlog with a due time, by due time, rising.</summary>
    public IEnumerable<DueBacklog> ByDue()
        => _byDue.Where(d => d.Key != Undated && d.Value != 0).Select(d => new DueBacklog(d.Key, new Units(d.Value)));

    public void Arrive(Units units, DateTimeOffset? due)
    {
        _totals = _totals with { Arrived = _totals.Arrived + units };
        Put(due ?? Undated, units.Millionths);
    }

    public void Complete(Units units, DateTimeOffset? due)
    {
        _totals = _totals with { Completed = _totals.Completed + units };
        Take(due, units.Millionths);
    }

    public void Remove(Units units, DateTimeOffset? due)
    {
        _totals = _totals with { Removed = _totals.Removed + units };
        Take(due, units.Millionths);
    }

    /// <summary>Sets the backlog to what was counted and books the difference as adjusted. Found work has no due time.</summary>
    public void Count(Units counted)
    {
        var difference = counted - Backlog;
        _totals = _totals with { Adjusted = _totals.Adjusted + difference };
        if (difference > Units.Zero) Put(Undated, difference.Millionths);
        else Take(null, -difference.Millionths);
    }

    private void Put(DateTimeOffset due, long millionths)
    {
        var left = _byDue.GetValueOrDefault(due) + millionths;
        if (left == 0) _byDue.Remove(due);
        else _byDue[due] = left;
    }

    private KeyValuePair<DateTimeOffset, long> Earliest()
        // Most floors give no due times, and to enumerate takes four objects.
        => _byDue.Count == 1 && _byDue.TryGetValue(Undated, out var undated) ? new(Undated, undated) : _byDue.First();

    /// <summary>From the named due time, or the earliest due first; what is missing is owed by the named or undated part.</summary>
    private void Take(DateTimeOffset? due, long millionths)
    {
        if (due is { } named)
        {
            Put(named, -millionths);
            return;
        }
        while (millionths > 0 && _byDue.Count > 0)
        {
            var (first, held) = Earliest();
            if (held <= 0 && first == Undated) break;
            if (held <= 0)
            {
                // Work completed before its arrival was told: the debt stays with its due time until the arrival comes.
                var next = _byDue.FirstOrDefault(d => d.Value > 0);
                if (next.Value <= 0) break;
                (first, held) = next;
            }
            var taken = Math.Min(held, millionths);
            Put(first, -taken);
            millionths -= taken;
        }
        if (millionths > 0) Put(Undated, -millionths);
    }
}
