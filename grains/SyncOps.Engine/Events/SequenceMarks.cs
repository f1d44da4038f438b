namespace SyncOps.Engine.Events;

/// <summary>
/// Which sequence numbers of one source were seen: everything up to the highest, less the gaps. Numbers may skip, so gaps are kept as
/// ranges; past so many of them the oldest is closed, after which a number in it counts as seen, and every number below it is in doubt.
/// </summary>
[GenerateSerializer, Alias("sequenceMarks")]
public sealed class SequenceMarks
{
    /// <summary>A sector's room for late batches under way at once; a sender never has more.</summary>
    public const int MaxGaps = 10_000;

    [Id(0)] private long _highest = -1;
    [Id(1)] private List<Gap> _gaps = [];
    [Id(2)] private long _closedBelow;

    /// <summary>The highest number seen; -1 before the first.</summary>
    public long Highest => _highest;

    public bool Contains(long sequence) => sequence <= _highest && GapAt(sequence) < 0;

    /// <summary>Whether a number may count as seen for no other reason than that its gap was closed.</summary>
    public bool IsInDoubt(long sequence) => sequence < _closedBelow;

    public SequenceMarks Copy() => new() { _highest = _highest, _gaps = [.. _gaps], _closedBelow = _closedBelow };

    /// <summary>Notes a number as seen. Seen ones change nothing.</summary>
    public void Add(long sequence, int maxGaps = MaxGaps)
    {
        if (sequence > _highest)
        {
            if (_highest >= 0 && sequence > _highest + 1) _gaps.Add(new Gap(_highest + 1, sequence - 1));
            else if (_highest < 0 && sequence > 0) _gaps.Add(new Gap(0, sequence - 1));
            _highest = sequence;
        }
        else if (GapAt(sequence) is >= 0 and var index)
        {
            var gap = _gaps[index];
            _gaps.RemoveAt(index);
            if (sequence < gap.Last) _gaps.Insert(index, new Gap(sequence + 1, gap.Last));
            if (sequence > gap.First) _gaps.Insert(index, new Gap(gap.First, sequence - 1));
        }
        if (_gaps.Count <= maxGaps) return;
        _closedBelow = _gaps[0].Last + 1;
        _gaps.RemoveAt(0);
    }

    private int GapAt(long sequence)
    {
        int low = 0, high = _gaps.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (sequence < _gaps[middle].First) high = middle - 1;
            else if (sequence > _gaps[middle].Last) low = middle + 1;
            else return middle;
        }
        return -1;
    }

    [GenerateSerializer, Alias("sequenceMarks.gap")]
    internal readonly record struct Gap([property: Id(0)] long First, [property: Id(1)] long Last);
}
