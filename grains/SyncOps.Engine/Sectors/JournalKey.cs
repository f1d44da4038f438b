namespace SyncOps.Engine.Sectors;

/// <summary>Whose history a row belongs to: a sector's, or that of another part of a site, whose name no sector can have.</summary>
public readonly record struct JournalKey(string Site, string Sector)
{
    /// <summary>Of a resource: what it was told and what came of it.</summary>
    public static JournalKey OfResource(string site, string resource) => new(site, $"@resource/{resource}");

    /// <summary>Of the floor document: its versions.</summary>
    public static JournalKey OfFloor(string site) => new(site, "@floor");

    /// <summary>Of the document of one local date: its versions.</summary>
    public static JournalKey OfDay(string site, string date) => new(site, $"@day/{date}");
}

/// <summary>A stored row of a journal, or a snapshot: then <paramref name="Sequence"/> is the last row folded into it.</summary>
/// <param name="Sequence">1 for the first row.</param>
/// <param name="Payload">As it was encoded by whoever wrote it.</param>
public readonly record struct JournalRow(long Sequence, byte[] Payload);

/// <summary>How far a journal was at an instant.</summary>
/// <param name="Sequence">Of its last row; 0 when there was none.</param>
/// <param name="AskedAt">Storage's clock when it was asked, UTC: every row that was stored by then is counted.</param>
public readonly record struct JournalEnd(long Sequence, DateTimeOffset AskedAt);

/// <summary>What became of a row that was to be appended to a journal.</summary>
public enum AppendResult
{
    /// <summary>Its sequence was taken: another has written it.</summary>
    Fenced,

    /// <summary>It is there, durably.</summary>
    Appended,
}
