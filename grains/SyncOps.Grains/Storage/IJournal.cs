using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;

namespace SyncOps.Grains.Storage;

/// <summary>
/// The durable history of sectors: rows of encoded events, one per flush, keyed (site, sector, sequence). The key is the fence:
/// of two activations that append the same sequence, storage lets one through. Rows of resources and documents stand beside them; they
/// are written with the state that they tell of (<see cref="IJournaledStorage"/>). Bytes that are written are the journal's from then on:
/// nobody changes them, whether or not the write has come back.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Appends one row and returns once it is durable. <see cref="AppendResult.Fenced"/> means the sequence is taken: another
    /// activation wrote it, so the caller must let go of its state and read again.
    /// Throws <see cref="StorageUnavailableException"/> when storage failed; the row may or may not be there.
    /// </summary>
    Task<AppendResult> Append(JournalKey key, long sequence, byte[] row, CancellationToken cancellation);

    /// <summary>
    /// Takes the rows up to and including a sequence away for ever, but none that the stored snapshot does not fold.
    /// </summary>
    ValueTask RemoveThrough(JournalKey key, long sequence, CancellationToken cancellation);

    /// <summary>
    /// Rows with sequence >= <paramref name="fromSequence"/> that are kept, rising, without holes; but rows that are taken away while they
    /// are read may be left out.
    /// </summary>
    IAsyncEnumerable<JournalRow> Read(JournalKey key, long fromSequence, CancellationToken cancellation);

    /// <summary>The row with a sequence, or the first after it; null at the end.</summary>
    ValueTask<JournalRow?> ReadAt(JournalKey key, long sequence, CancellationToken cancellation);

    /// <summary>Whether other processes append as well, so that what was read may be behind by now.</summary>
    bool IsShared { get; }

    /// <summary>How far it is now. Many who ask at once cost one question, which begins after they asked.</summary>
    Task<JournalEnd> ReadEnd(JournalKey key);

    /// <summary>The latest snapshot of a sector's state, or null when none was written.</summary>
    ValueTask<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation);

    /// <summary>
    /// Replaces the snapshot if <paramref name="sequence"/>, the last row folded into it, is higher than the stored one's.
    /// </summary>
    ValueTask WriteSnapshot(JournalKey key, long sequence, byte[] state, CancellationToken cancellation);

    /// <summary>
    /// Copies the rows between two sequences to another journal, the last ones first, a bounded number in one commit, and returns once all
    /// are durable. Rows that are there already stay as they are: after a failure it may be called again. Rows that are taken away
    /// meanwhile may be missing; the copy has no hole at any time.
    /// </summary>
    Task Copy(JournalKey from, JournalKey to, long firstSequence, long lastSequence, CancellationToken cancellation);
}
