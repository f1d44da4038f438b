namespace SyncOps.Engine.Events;

/// <summary>How faults name the members of an event, by the form that it was sent in.</summary>
internal sealed class EventPaths
{
    /// <summary><c>$[3].data.units</c>, with the place as index.</summary>
    public static readonly EventPaths Batch = new(isBatch: true, isBinary: false);

    /// <summary><c>$.data.units</c>.</summary>
    public static readonly EventPaths One = new(isBatch: false, isBinary: false);

    /// <summary><c>ce-id</c> for what stood in headers, <c>$.units</c> for the body.</summary>
    public static readonly EventPaths Binary = new(isBatch: false, isBinary: true);

    private readonly bool _isBatch;
    private readonly bool _isBinary;

    private EventPaths(bool isBatch, bool isBinary) => (_isBatch, _isBinary) = (isBatch, isBinary);

    public int? IndexOf(int place) => _isBatch ? place : null;

    public string Of(int place, EventMember member)
    {
        var name = EventMembers.NameOf(member);
        if (_isBinary && member == EventMember.Data) return "$";
        if (_isBinary) return EventMembers.IsInData(member) ? $"$.{name}" : $"ce-{name}";
        return $"{OfEvent(place)}{(EventMembers.IsInData(member) ? ".data." : ".")}{name}";
    }

    public string OfEvent(int place) => _isBatch ? $"$[{place}]" : "$";
}
