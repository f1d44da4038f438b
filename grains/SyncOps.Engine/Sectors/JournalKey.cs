namespace SyncOps.Engine.Sectors;

/// <summary>Whose history a row belongs to.</summary>
public readonly record struct JournalKey(string Site, string Sector);

/// <summary>A stored row of a journal, or a snapshot: then <paramref name="Sequence"/> is the last row folded into it.</summary>
/// <param name="Sequence">1 for the first row.</param>
/// <param name="Payload">As it was encoded by whoever wrote it.</param>
public readonly record struct JournalRow(long Sequence, byte[] Payload);
