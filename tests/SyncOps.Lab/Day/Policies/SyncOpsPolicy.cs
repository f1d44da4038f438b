using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Rehearsal;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>
/// The product: a rehearsed site that hears what the floor reports, takes the decisions of a site of the grid, and whose cards the floor's
/// policy accepts at once. It knows the documents and the events, nothing else.
/// </summary>
public sealed class SyncOpsPolicy : IDayPolicy
{
    private readonly RehearsedSite _site;
    private readonly Dictionary<string, string> _cardOf = new(StringComparer.Ordinal);
    private readonly List<Recommendation> _accepted = [];

    public SyncOpsPolicy(DaySetting setting, int day)
    {
        var plan = setting.Day(day);
        var document = setting.Floor.Document;
        _site = new RehearsedSite(
            Floor.Of(document with { Start = plan.Opens, Policy = document.Policy with { AutoAccept = new AutoAccept(0, int.MaxValue) } }),
            new RolloutSearch());
        _site.PutDay(plan.Date, plan.Document());
    }

    /// <summary>Cards that were accepted, each as it then promised, in order.</summary>
    public IReadOnlyList<Recommendation> Accepted => _accepted;

    public IReadOnlyList<MoveOrder> Decide(DayView view)
    {
        _site.Record(view.Events);
        _site.Advance(view.Now);
        foreach (var move in _site.TakeMoves()) _cardOf[move.Resource] = move.Card;
        _accepted.AddRange(_site.TakeCards().Where(c => c is { DecidedBy: CardDecider.ByPolicy, IssuedAt: var at } && at == view.Now
            && _accepted.All(a => a.Id != c.Id)));
        // The floor does what the site says of its people: they go, and come back, at their time.
        var orders = new List<MoveOrder>();
        foreach (var presence in _site.Presences())
        {
            var person = view.People[view.Floor.ResourceIndex(presence.Resource)];
            if (!person.IsOnDuty || view.Floor.Sectors[person.Sector].Id == presence.Sector) continue;
            orders.Add(new MoveOrder(presence.Resource, presence.Sector, _cardOf.GetValueOrDefault(presence.Resource)));
        }
        return orders;
    }
}
