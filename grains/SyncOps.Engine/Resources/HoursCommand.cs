using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Resources;

/// <summary>
/// Have a resource work other hours, as the card <see cref="Card"/> asks: overtime to <see cref="Until"/>, a break from now to
/// <see cref="Until"/> in place of the rostered <see cref="Instead"/>, or time off from now on. <see cref="At"/> as in
/// <see cref="MoveCommand"/>. The same <see cref="CommandId"/> again is the same command, and gets the same answer.
/// </summary>
[GenerateSerializer, Alias("hoursCommand")]
public sealed record HoursCommand(
    [property: Id(0)] ActionKind Kind, [property: Id(1)] string CommandId, [property: Id(2)] DateTimeOffset Until,
    [property: Id(3)] Break? Instead = null, [property: Id(4)] string? Card = null, [property: Id(5)] DateTimeOffset? At = null);

/// <summary>Other hours that were agreed by command, and how the resource was answered.</summary>
[GenerateSerializer, Immutable, Alias("hoursRecord")]
public sealed record HoursRecord(
    [property: Id(0)] string CommandId, [property: Id(1)] ActionKind Kind, [property: Id(2)] ResourceView Answer);
