using System.Text.Json;

namespace SyncOps.Client;

/// <summary>An event as a sector or a resource has recorded it.</summary>
/// <param name="Sector">The sector that recorded it; null where a resource did.</param>
/// <param name="Resource">The resource that recorded it; null where a sector did.</param>
/// <param name="Sequence">Row of its journal, from 1; events of a row came together.</param>
/// <param name="Index">Place within the row, from 0.</param>
/// <param name="ReceivedAt">The site's clock when it came, UTC.</param>
/// <param name="Event">The CloudEvent; a move by command is one of source <c>urn:syncops:command</c>, its id the command's.</param>
public sealed record HistoryItem(
    string? Sector, string? Resource, long Sequence, int Index, DateTimeOffset ReceivedAt, JsonElement Event);
