using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Help that was accepted, kept for an hour so that it is not reversed: who gave, who got, and up to how much backlog was expected then.
/// </summary>
[GenerateSerializer, Immutable, Alias("coordinator.help")]
public sealed record AcceptedHelp
{
    /// <summary>How long a donor is not helped, and a helped sector gives nobody.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(60);

    private const double StepMinutes = 15;
    private const int Steps = 5;

    [Id(0)] public required string Card { get; init; }
    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>Helped sector ids, and donor ids.</summary>
    [Id(2)] public required IReadOnlyList<string> To { get; init; }
    [Id(3)] public required IReadOnlyList<string> From { get; init; }

    /// <summary>Every sector's backlog under high demand with the moves, at 0, 15, 30, 45 and 60 min.</summary>
    [Id(4)] public required IReadOnlyList<ExpectedBacklog> Expected { get; init; }

    /// <summary>Gated sectors that were held, and that were released.</summary>
    [Id(5)] public IReadOnlyList<string> Held { get; init; } = [];
    [Id(6)] public IReadOnlyList<string> Released { get; init; } = [];

    public static AcceptedHelp Of(
        Projector projector, Recommendation card, ReadOnlySpan<PlannedMove> moves, ReadOnlySpan<PlannedHours> hours,
        ReadOnlySpan<PlannedHold> holds)
    {
        var (site, run) = (projector.Site, projector.NewProjection());
        projector.Project(DemandScenario.High, moves, hours, holds, run);
        var (to, from) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (ref readonly var move in moves)
        {
            to.Add(site.Floor.Sectors[move.To].Id);
            from.Add(site.Floor.Sectors[move.From].Id);
        }
        // Who goes home is given away for good; a break or overtime helps where it is.
        foreach (ref readonly var other in hours)
            (other.Kind == ActionKind.TimeOff ? from : to).Add(site.Floor.Sectors[other.Sector].Id);
        // What is held is held for the sector at risk, and gives way as a donor does.
        var (held, released) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (ref readonly var hold in holds)
        {
            to.Add(card.Risk.Sector);
            (hold.Kind == ActionKind.Hold ? held : released).Add(site.Floor.Sectors[hold.Sector].Id);
        }
        from.UnionWith(held);
        var expected = new ExpectedBacklog[site.Floor.Sectors.Count];
        for (var s = 0; s < expected.Length; s++)
        {
            var high = new double[Steps];
            for (var i = 0; i < Steps; i++) high[i] = Math.Round(run.BacklogAt(s, i * StepMinutes), 3);
            expected[s] = new ExpectedBacklog(site.Floor.Sectors[s].Id, high);
        }
        return new AcceptedHelp
        {
            Card = card.Id, At = site.Now, To = [.. to], From = [.. from], Expected = expected, Held = [.. held], Released = [.. released],
        };
    }

    /// <summary>Backlog expected at most of a sector at an instant, units, linear between steps; null when it was not known.</summary>
    public double? ExpectedAt(string sector, DateTimeOffset at)
    {
        if (Expected.FirstOrDefault(e => e.Sector == sector) is not { } expected) return null;
        var step = Math.Clamp((at - At).TotalMinutes / StepMinutes, 0, Steps - 1);
        var i = Math.Min((int)step, Steps - 2);
        return expected.HighUnits[i] + (step - i) * (expected.HighUnits[i + 1] - expected.HighUnits[i]);
    }
}

[GenerateSerializer, Immutable, Alias("coordinator.expected")]
public sealed record ExpectedBacklog([property: Id(0)] string Sector, [property: Id(1)] double[] HighUnits);
