namespace SyncOps.Engine.Discovery;

/// <summary>The middle value; of an even number of values the mean of the two in the middle; null of none.</summary>
internal static class Median
{
    public static double? Of(double[] values)
    {
        if (values.Length == 0) return null;
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
