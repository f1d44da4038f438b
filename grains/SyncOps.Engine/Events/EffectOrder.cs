namespace SyncOps.Engine.Events;

/// <summary>The order in which events of one sector or resource take effect: time, arrivals first, source, id.</summary>
public sealed class EffectOrder : IComparer<FloorEvent>
{
    public static readonly EffectOrder Instance = new();

    public int Compare(FloorEvent? x, FloorEvent? y)
    {
        if (ReferenceEquals(x, y)) return 0;
        if (x is null) return -1;
        if (y is null) return 1;
        var order = x.Time.CompareTo(y.Time);
        if (order == 0) order = (x.Kind != EventKind.WorkArrived).CompareTo(y.Kind != EventKind.WorkArrived);
        if (order == 0) order = string.CompareOrdinal(x.Source, y.Source);
        return order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);
    }
}
