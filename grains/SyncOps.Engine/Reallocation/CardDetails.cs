namespace SyncOps.Engine.Reallocation;

/// <summary>
/// What stands behind a card's moves, for who asks why. <see cref="RunnerUp"/> is null when no other way was worth its cost.
/// </summary>
[GenerateSerializer, Immutable, Alias("card.details")]
public sealed record CardDetails([property: Id(0)] CardBinding Binding, [property: Id(1)] RunnerUp? RunnerUp);

/// <summary>
/// What still limits the sector that people go to, the moves made. <see cref="PricePerPersonHour"/> is its shadow price: money that one
/// more person there, for the hour from when the first arrives, is expected to save the site; 0 where places bind, or nothing does.
/// </summary>
[GenerateSerializer, Immutable, Alias("card.binding")]
public sealed record CardBinding(
    [property: Id(0)] string Sector, [property: Id(1)] BindingKind Kind, [property: Id(2)] double PricePerPersonHour);

/// <summary>
/// People: a person more does more work, and saves money. Places: work places, crews, equipment or a machine keep a person more from
/// adding any. Nothing: there is no more money to be saved by people.
/// </summary>
public enum BindingKind { People, Places, Nothing }

/// <summary>
/// The best other way that was looked at: how many from where to where, the money it is expected to save, its own cost taken out, and why
/// it is not on the card.
/// </summary>
[GenerateSerializer, Immutable, Alias("card.runnerUp")]
public sealed record RunnerUp(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] int People, [property: Id(3)] double CostSaved,
    [property: Id(4)] string WhyNot);
