namespace SyncOps.Engine.Flow;

/// <summary>A stretch of time, half-open: <see cref="Start"/> is in it, <see cref="End"/> is not.</summary>
public readonly record struct Window(DateTimeOffset Start, DateTimeOffset End)
{
    public bool Contains(DateTimeOffset at) => Start <= at && at < End;

    /// <summary>The windows in rising order with those that overlap or touch made one; empty ones dropped.</summary>
    internal static Window[] Union(List<Window> windows)
    {
        windows.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        var merged = new List<Window>(windows.Count);
        foreach (var window in windows)
        {
            if (window.End <= window.Start) continue;
            if (merged.Count > 0 && window.Start <= merged[^1].End)
                merged[^1] = merged[^1] with { End = window.End > merged[^1].End ? window.End : merged[^1].End };
            else
                merged.Add(window);
        }
        return [.. merged];
    }

    /// <summary>What is left of <paramref name="whole"/> outside the holes; both in rising order, each without overlaps.</summary>
    internal static Window[] Without(ReadOnlySpan<Window> whole, ReadOnlySpan<Window> holes)
    {
        var left = new List<Window>(whole.Length + holes.Length);
        foreach (var window in whole)
        {
            var from = window.Start;
            foreach (var hole in holes)
            {
                if (hole.End <= from || hole.Start >= window.End) continue;
                if (hole.Start > from) left.Add(new Window(from, hole.Start));
                from = hole.End;
            }
            if (from < window.End) left.Add(new Window(from, window.End));
        }
        return [.. left];
    }
}
