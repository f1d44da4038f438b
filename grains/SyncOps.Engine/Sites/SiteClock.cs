using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Sites;

/// <summary>A site's clock as it is stored: where a stepped one stands, and which decision was taken last.</summary>
[GenerateSerializer, Alias("siteClock")]
public sealed record SiteClock
{
    [Id(0)] public required ClockKind Kind { get; init; }

    /// <summary>The clock's first instant; decisions fall due at multiples of the floor's <c>decideEvery</c> since then.</summary>
    [Id(1)] public required DateTimeOffset Start { get; init; }

    /// <summary>Most decision instants that one advance may pass: a year of them every five minutes.</summary>
    public const int MaxDuePerAdvance = 105_120;

    /// <summary>Where a stepped clock stands. A live clock is the storage's.</summary>
    [Id(2)] public required DateTimeOffset Now { get; init; }

    /// <summary>The last decision instant whose decisions are all stored.</summary>
    [Id(3)] public DateTimeOffset? LastDecided { get; init; }

    /// <summary>From the first event on, clock, start and zone are fixed.</summary>
    [Id(4)] public bool HasEvents { get; init; }

    /// <summary>The reading at an instant of the storage's clock.</summary>
    public ClockReading Reading(DateTimeOffset storageNow) => new(Kind, Kind == ClockKind.Live ? storageNow : Now);

    /// <summary>Decision instants after the last decided one up to an instant, rising. The first is <see cref="Start"/>.</summary>
    public IEnumerable<DateTimeOffset> DueUntil(DateTimeOffset to, TimeSpan every)
    {
        for (var due = NextDue(every); due <= to; due += every) yield return due;
    }

    /// <summary>Why an advance to an instant would take too many decisions for one call; null when it does not.</summary>
    public Fault? TooFar(DateTimeOffset to, TimeSpan every)
    {
        var latest = NextDue(every) + (MaxDuePerAdvance - 1) * every;
        return to < latest + every ? null : new Fault("$.to", FaultCodes.OutOfRange,
            $"{ContractJson.Write(to)} is more than {MaxDuePerAdvance:N0} decisions away: advance to {ContractJson.Write(latest)} first.");
    }

    /// <summary>The latest decision instant not after an instant, if it was not decided yet.</summary>
    public DateTimeOffset? LatestDue(DateTimeOffset now, TimeSpan every)
    {
        if (now < Start) return null;
        var due = Start + (now - Start).Ticks / every.Ticks * every;
        return LastDecided is { } last && due <= last ? null : due;
    }

    /// <summary>Why an instant is not in the past of a site whose clock stands at another; null when it is.</summary>
    public Fault? NotPast(DateTimeOffset at, DateTimeOffset now) => at >= Start && at <= now ? null : new Fault(
        "$.at", FaultCodes.OutOfRange,
        $"{ContractJson.Write(at)} is not in the site's past: give an instant from {ContractJson.Write(Start)}, where its clock began, to "
        + $"{ContractJson.Write(now)}, where it stands.");

    /// <summary>A stepped clock that stands at an instant and has events; what was to be decided by then counts as decided.</summary>
    public static SiteClock SteppedAt(DateTimeOffset now, DateTimeOffset start, TimeSpan decideEvery)
    {
        var clock = new SiteClock { Kind = ClockKind.Stepped, Start = start, Now = now, HasEvents = true };
        return clock with { LastDecided = clock.LatestDue(now, decideEvery) };
    }

    private DateTimeOffset NextDue(TimeSpan every)
        => LastDecided is { } last ? Start + ((last - Start).Ticks / every.Ticks + 1) * every : Start;
}
