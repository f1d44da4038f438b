using SyncOps.Engine.Sectors;

namespace SyncOps.Grains.Storage;

/// <summary>Where rows of a journal go before they are taken away from it.</summary>
public interface IJournalArchive
{
    /// <summary>
    /// Returns once the rows are durable there, or when none are to be kept. Rows that are kept again, after a crash between this and their
    /// removal, replace what began with the same row and ended no later. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    Task Keep(JournalKey key, IReadOnlyList<ArchivedRow> rows, CancellationToken cancellation);
}

/// <summary>A row and its place in the journal.</summary>
public readonly record struct ArchivedRow(long Sequence, JournalEntry Row);
