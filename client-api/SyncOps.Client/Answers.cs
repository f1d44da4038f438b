using System.Text.Json;

namespace SyncOps.Client;

/// <summary>A stored document with the entity tag that an edit of it must name.</summary>
/// <param name="Value">The document as stored.</param>
/// <param name="ETag">Quoted, as the server sent it; null when it sent none.</param>
public sealed record Stored<T>(T Value, string? ETag);

/// <summary>What became of a batch of events: newly recorded, and already known. Both are durable.</summary>
public sealed record EventsAnswer(int Accepted, int Duplicates);

/// <summary>The clock of a stepped site after an advance.</summary>
public sealed record AdvanceAnswer(DateTimeOffset Now);

/// <summary>Part of an accepted card: the action, and who does it where that is not the resource the card named.</summary>
public sealed record AcceptedAction(string Id, string? Resource = null);

/// <summary>
/// One message of a site's live stream. <paramref name="Kind"/>: <c>snapshot</c>, <c>sector</c>, <c>recommendation</c>, <c>plan</c>,
/// <c>governance</c>, <c>bye</c>.
/// </summary>
/// <param name="Id">Version to resume after; null when the message carries none, as <c>bye</c> does.</param>
/// <param name="Data">The message's document; undefined when it has none.</param>
public sealed record LiveMessage(string? Id, string Kind, JsonElement Data);

internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
