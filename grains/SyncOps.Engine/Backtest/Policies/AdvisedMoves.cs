using SyncOps.Engine.Backtest.Plant;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Rehearsal;

namespace SyncOps.Engine.Backtest.Policies;

/// <summary>
/// The product: a rehearsed site that hears what the plant reports, takes the decisions of a site of the grid, and whose cards are all
/// accepted at once. It knows the floor, the day documents that were given and the reports, nothing else.
/// </summary>
public sealed class AdvisedMoves : IBacktestPolicy
{
    private readonly RehearsedSite _site;
    private readonly SortedSet<string> _cards = new(StringComparer.Ordinal);

    /// <summary>A site for one run. Throws when the floor's clock is live.</summary>
    public AdvisedMoves(BacktestCase @case)
    {
        var document = @case.Floor.Document;
        _site = new RehearsedSite(
            Floor.Of(document with
            {
                Start = @case.Period.Start,
                // A shadow card is never shown, so its worth would go unseen; and the plant's people keep the hours that were recorded.
                Policy = document.Policy with
                {
                    AutoAccept = new AutoAccept(0, int.MaxValue), ShadowShare = 0, Hours = new HoursPolicy(0, MoveBreaks: false),
                },
            }),
            new RolloutSearch());
        foreach (var (date, day) in @case.Days.OrderBy(d => d.Key)) _site.PutDay(date, day);
    }

    /// <summary>Cards issued so far.</summary>
    public int Cards => _cards.Count;

    /// <inheritdoc/>
    public void Decide(BacktestPlant plant)
    {
        _site.Record(plant.TakeReports());
        _site.Advance(plant.Now);
        foreach (var card in _site.TakeCards()) _cards.Add(card.Id);
        _site.TakeMoves();
        // The plant does what the site says of its people: they go, and come back, at their time.
        foreach (var presence in _site.Presences())
        {
            var (resource, sector) = (plant.Floor.ResourceIndex(presence.Resource), plant.Floor.SectorIndex(presence.Sector));
            if (plant.SectorOf(resource) >= 0) plant.Move(resource, sector);
        }
    }
}
