using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Verification;

/// <summary>
/// What really arrived: the cumulative outside arrivals and the backlog of every sector at some decisions, rising. The differences of
/// neighbours are the arrivals between them. Bounded: one sample per accepted card and per <see cref="Spacing"/>, until the oldest case
/// is verified.
/// </summary>
[GenerateSerializer, Immutable, Alias("verification.arrivals")]
public sealed record ArrivalLog
{
    /// <summary>Samples of one horizon, when no card is accepted meanwhile.</summary>
    public const int MaxPerHorizon = 96;

    public static readonly ArrivalLog Empty = new();

    [Id(0)] public IReadOnlyList<ArrivalSample> Samples { get; init; } = [];

    /// <summary>Time between samples: a decision interval, or longer where the horizon has very many of them.</summary>
    public static TimeSpan Spacing(SiteSnapshot site)
    {
        var (every, most) = (site.Floor.Document.DecideEvery, site.Floor.Document.Horizon / MaxPerHorizon);
        return every > most ? every : most;
    }

    /// <summary>True when the last sample is a spacing old.</summary>
    public bool IsDue(SiteSnapshot site) => Samples.Count == 0 || Samples[^1].At + Spacing(site) <= site.Now;

    /// <summary>The log with the snapshot's totals; the same log when it has this instant already.</summary>
    public ArrivalLog With(SiteSnapshot site)
        => Samples.Count > 0 && Samples[^1].At >= site.Now
            ? this
            : new ArrivalLog { Samples = [.. Samples, ArrivalSample.Of(site, Samples.Count > 0 ? Samples[^1].Sectors : [])] };

    /// <summary>The log without what lies before an instant; the same log when nothing does.</summary>
    public ArrivalLog Since(DateTimeOffset start)
        => Samples.Count == 0 || Samples[0].At >= start ? this : new ArrivalLog { Samples = [.. Samples.Where(s => s.At >= start)] };
}

/// <summary>The totals of one instant, by sector in the order of <see cref="Sectors"/>, in millionths of a unit.</summary>
[GenerateSerializer, Immutable, Alias("verification.arrivalSample")]
public sealed record ArrivalSample(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] string[] Sectors, [property: Id(2)] long[] OutsideArrived,
    [property: Id(3)] long[] Backlog)
{
    /// <summary>The snapshot's totals. Neighbours share their list of sectors, so that it is stored once.</summary>
    public static ArrivalSample Of(SiteSnapshot site, string[] known)
    {
        string[] sectors = [.. site.Loads.Select(l => l.Sector)];
        return new ArrivalSample(
            site.Now, sectors.SequenceEqual(known, StringComparer.Ordinal) ? known : sectors,
            [.. site.Loads.Select(l => l.OutsideArrived.Millionths)], [.. site.Loads.Select(l => l.Totals.Backlog.Millionths)]);
    }

    /// <summary>Cumulative outside arrivals of a sector, units; null when the sample does not have it.</summary>
    public double? ArrivedAt(string sector) => Value(OutsideArrived, sector);

    /// <summary>Backlog of a sector, units, a negative one as 0; null when the sample does not have it.</summary>
    public double? BacklogAt(string sector) => Value(Backlog, sector) is { } units ? Math.Max(0, units) : null;

    private double? Value(long[] millionths, string sector)
        => Array.BinarySearch(Sectors, sector, StringComparer.Ordinal) is >= 0 and var i ? millionths[i] / 1e6 : null;
}
