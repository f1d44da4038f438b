using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Resources;

/// <summary>
/// A break that is taken from <see cref="From"/> to <see cref="Until"/> in place of a rostered one, which is worked through.
/// <see cref="Ended"/>: it is over, and only the rostered one is still to be left out.
/// </summary>
[GenerateSerializer, Immutable, Alias("breakSwap")]
public sealed record BreakSwap(
    [property: Id(0)] DateTimeOffset From, [property: Id(1)] DateTimeOffset Until, [property: Id(2)] Break Instead,
    [property: Id(3)] bool Ended = false);
