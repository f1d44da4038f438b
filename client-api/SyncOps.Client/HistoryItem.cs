using System.Text.Json;

namespace SyncOps.Client;

/// <summary>A work event as a sector has recorded it.</summary>
/// <param name="Sector">The sector that recorded it.</param>
/// <param name="Sequence">Row of the sector's journal, from 1; events of a row came together.</param>
/// <param name="Index">Place within the row, from 0.</param>
/// <param name="ReceivedAt">The site's clock when it came, UTC.</param>
/// <param name="Event">The CloudEvent.</param>
public sealed record HistoryItem(string Sector, long Sequence, int Index, DateTimeOffset ReceivedAt, JsonElement Event);
