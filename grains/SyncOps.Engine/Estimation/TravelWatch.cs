using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Estimation;

/// <summary>
/// How long it takes to come to a sector and be able to work there, travel and changeover together, by where from: sums over the moves
/// whose end was reported, a fold of the sector's journal. O(1) a move. What they tell is <see cref="TravelTimes"/>.
/// </summary>
[GenerateSerializer, Alias("estimation.travelWatch")]
public sealed class TravelWatch
{
    /// <summary>So many moves a pair are remembered at most, so that a floor that was rebuilt is believed after a while.</summary>
    private const double MostMoves = 50;

    /// <summary>One move counts as no more than so many times what was expected, and no less than this share of it.</summary>
    private const double MostShare = 3;
    private const double LeastShare = 1.0 / 3;

    /// <summary>In ordinal order of where from.</summary>
    [Id(0)] private readonly List<TravelTally> _tallies = [];

    /// <summary>When the last move that was taken in began, by resource: what its presence goes on telling is no news.</summary>
    [Id(1)] private readonly Dictionary<string, DateTimeOffset> _lastLeft = [];

    /// <summary>A copy of the sums, in ordinal order of where from; empty before the first move.</summary>
    public IReadOnlyList<TravelTally> Tallies => [.. _tallies];

    /// <summary>What a roster tells that was not taken in yet, in its order; null when nothing.</summary>
    public IReadOnlyList<TravelMark>? NewIn(IReadOnlyList<Presence> roster)
    {
        List<TravelMark>? news = null;
        foreach (var presence in roster)
            if (TravelMark.Of(presence) is { } mark && IsNew(mark)) (news ??= []).Add(mark);
        return news;
    }

    /// <summary>Takes a move in, unless it was before.</summary>
    public void Note(TravelMark mark)
    {
        if (!IsNew(mark)) return;
        _lastLeft[mark.Resource] = mark.LeftAt;
        var minutes = Math.Clamp(mark.Minutes, LeastShare * mark.ExpectedMinutes, MostShare * mark.ExpectedMinutes);
        var place = 0;
        while (place < _tallies.Count && string.CompareOrdinal(_tallies[place].From, mark.From) < 0) place++;
        if (place == _tallies.Count || _tallies[place].From != mark.From) _tallies.Insert(place, new TravelTally(mark.From, 0, 0, 0));
        var before = _tallies[place];
        var kept = Math.Min(1, MostMoves / (before.Moves + 1));
        _tallies[place] = new TravelTally(
            mark.From, kept * (before.Moves + 1), kept * (before.Minutes + minutes), kept * (before.Squares + minutes * minutes));
    }

    private bool IsNew(TravelMark mark)
        => mark.ExpectedMinutes > 0 && !(_lastLeft.TryGetValue(mark.Resource, out var last) && mark.LeftAt <= last);
}

/// <summary>Moves to a sector from another one, as far as their end was reported: sums over those that are remembered.</summary>
/// <param name="From">Id of the sector that they came from.</param>
/// <param name="Moves">How many, above 0.</param>
/// <param name="Minutes">Minutes that they took, after <see cref="TravelWatch"/> has bounded what one may tell.</param>
/// <param name="Squares">Their squares, min^2.</param>
[GenerateSerializer, Immutable, Alias("estimation.travelTally")]
public readonly record struct TravelTally(
    [property: Id(0)] string From, [property: Id(1)] double Moves, [property: Id(2)] double Minutes, [property: Id(3)] double Squares)
{
    /// <summary>Minutes that one took in the mean.</summary>
    public double Mean => Minutes / Moves;

    /// <summary>Squares of what each took over their mean, less 1: 0 for a single move.</summary>
    public double Scatter => Math.Max(0, (Squares - Minutes * Mean) / (Mean * Mean));
}
