using SyncOps.Engine.Flow;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Reallocation;

/// <summary>A promise of a resource to a card, to be made (<see cref="Held"/>) or given back.</summary>
[GenerateSerializer, Alias("coordinator.reservation")]
public readonly record struct Reservation([property: Id(0)] string Resource, [property: Id(1)] string Card, [property: Id(2)] bool Held);

/// <summary>A move of an accepted card for its resource to carry out, or the other hours that it is to book.</summary>
[GenerateSerializer, Alias("coordinator.cardMove")]
public readonly record struct CardOrder(
    [property: Id(0)] string Card, [property: Id(1)] string Action, [property: Id(2)] string Resource, [property: Id(3)] string? To,
    [property: Id(4)] HoursCommand? Hours = null)
{
    /// <summary>The order of an action; carried out once, since the resource knows its command id.</summary>
    public static CardOrder Of(string card, CardAction action) => new(
        card, action.Id, action.Resource!, action.To,
        action.IsHours ? new HoursCommand(action.Kind, $"{card}/{action.Id}", action.Until!.Value, action.Instead, card) : null);

    /// <summary>The command of a move.</summary>
    public MoveCommand ToMove(DateTimeOffset? at) => new(To!, $"{Card}/{Action}", Card, at);
}

/// <summary>
/// What a decision changed: the state to store, the cards to tell of, reservations to make and give back (in this order), orders to
/// carry out, and after a decision the outlook of the area's sectors. All lists are empty when nothing changed.
/// </summary>
public sealed record CoordinatorChange
{
    public required CoordinatorState State { get; init; }
    public IReadOnlyList<Recommendation> Cards { get; init; } = [];
    public IReadOnlyList<Reservation> Reservations { get; init; } = [];
    public IReadOnlyList<CardOrder> Orders { get; init; } = [];

    /// <summary>In sector id order; empty when nothing was decided.</summary>
    public IReadOnlyList<SectorOutlook> Outlook { get; init; } = [];

    /// <summary>
    /// This change and a later one on top of its state, as one: of a card or a resource that both name, the later word counts.
    /// </summary>
    public CoordinatorChange Then(CoordinatorChange later) => this with
    {
        State = later.State,
        Cards = [.. Cards.Where(c => later.Cards.All(l => l.Id != c.Id)), .. later.Cards],
        Reservations = [.. Reservations.Where(r => later.Reservations.All(l => l.Resource != r.Resource)), .. later.Reservations],
        Orders = [.. Orders, .. later.Orders],
    };
}
