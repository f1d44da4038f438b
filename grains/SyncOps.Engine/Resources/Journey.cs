namespace SyncOps.Engine.Resources;

/// <summary>
/// One way from sector to sector: when it began, when the resource is expected to be able to work in the other one, and when that was
/// reported to be so (null: not yet).
/// </summary>
[GenerateSerializer, Immutable, Alias("journey")]
public sealed record Journey(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] DateTimeOffset LeftAt,
    [property: Id(3)] DateTimeOffset ExpectedAt, [property: Id(4)] DateTimeOffset? ArrivedAt = null)
{
    /// <summary>Sooner, minutes or share of what is expected, is an echo of the order: nobody is there ten times as fast.</summary>
    private const double LeastMinutes = 0.5;
    private const double LeastShare = 0.1;

    /// <summary>Later than four times what is expected, and by more than so many minutes, is a report for another reason.</summary>
    private const double MostShare = 4;
    private const double MostLateMinutes = 30;

    /// <summary>The way as ended by a report of an instant; null where that cannot tell how long it took.</summary>
    public Journey? EndedAt(DateTimeOffset at)
    {
        var (took, expected) = ((at - LeftAt).TotalMinutes, (ExpectedAt - LeftAt).TotalMinutes);
        var isSoon = took < Math.Max(LeastMinutes, LeastShare * expected);
        var isLate = took > Math.Max(MostShare * expected, expected + MostLateMinutes);
        return isSoon || isLate ? null : this with { ArrivedAt = at };
    }
}
