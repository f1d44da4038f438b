using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Clairvoyant;

/// <summary>
/// The instants, in minutes after opening, at which the bound looks at a day: every decision instant, and those that matter exactly - when
/// a truck's last work must have left each sector, and when work must leave to arrive before closing.
/// </summary>
internal sealed class BoundGrid
{
    private readonly double[] _edges;

    public BoundGrid(DaySetting setting)
    {
        var file = setting.File;
        var close = (file.Clock.To - file.Clock.From).TotalMinutes;
        var edges = new SortedSet<double>();
        for (var m = 0.0; m <= close; m += DayPlant.DecideEvery.TotalMinutes) edges.Add(m);
        // A unit takes less than five minutes, so the end needs a closer look to see what cannot be finished.
        for (var m = close - 10; m < close; m++) edges.Add(m);
        foreach (var sector in file.Sectors)
            foreach (var route in sector.Next ?? []) edges.Add(close - route.DelayMinutes);
        foreach (var truck in file.Trucks) AddUpstream(file, (truck.Leaves - file.Clock.From).TotalMinutes, file.Sectors[^1].Id, edges);
        _edges = [.. edges];
    }

    /// <summary>Number of buckets; there is one edge more.</summary>
    public int Buckets => _edges.Length - 1;

    public double Edge(int k) => _edges[k];

    public double Minutes(int bucket) => _edges[bucket + 1] - _edges[bucket];

    /// <summary>The first edge that is not before a minute.</summary>
    public int EdgeFrom(double minute)
    {
        var k = Array.BinarySearch(_edges, minute);
        return k >= 0 ? k : ~k;
    }

    /// <summary>Decisions are taken at this edge.</summary>
    public bool IsDecision(int edge) => edge < Buckets && _edges[edge] % DayPlant.DecideEvery.TotalMinutes == 0;

    /// <summary>Share (0..1) of a bucket that lies after a minute.</summary>
    public double ShareAfter(int bucket, double minute) => Math.Clamp((_edges[bucket + 1] - minute) / Minutes(bucket), 0, 1);

    private static void AddUpstream(DayFile file, double minute, string sector, SortedSet<double> edges)
    {
        edges.Add(minute);
        foreach (var upstream in file.Sectors)
            foreach (var route in upstream.Next ?? [])
                if (route.To == sector) AddUpstream(file, minute - route.DelayMinutes, upstream.Id, edges);
    }
}
