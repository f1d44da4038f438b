namespace SyncOps.Engine.Reallocation;

/// <summary>
/// A gated sector that lets no work go, from the acceptance of a card that holds it until an instant, or until the release of another
/// card is accepted.
/// </summary>
[GenerateSerializer, Immutable, Alias("coordinator.held")]
public sealed record HeldSector(
    [property: Id(0)] string Sector, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] DateTimeOffset Until,
    [property: Id(3)] string Card);
