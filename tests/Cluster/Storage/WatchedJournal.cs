using System.Runtime.CompilerServices;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>A real journal; at some of its steps a test may do what others would do meanwhile.</summary>
internal sealed class WatchedJournal(IJournal journal) : IJournal
{
    private int _reads;

    /// <summary>How many reads have begun.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Awaited before the first row of a read; it is given which read this is, from 1.</summary>
    public Func<int, Task>? BeforeRead { get; set; }

    /// <summary>Awaited when a row was read, before the next one is.</summary>
    public Func<JournalKey, long, Task>? AfterRow { get; set; }

    /// <summary>Awaited when a row is durable, before its writer hears of it.</summary>
    public Func<long, Task>? AfterAppend { get; set; }

    /// <summary>Awaited once, when the half of a copy that comes first, its last rows, is durable.</summary>
    public Func<JournalKey, JournalKey, Task>? HalfCopied { get; set; }

    public bool IsShared => journal.IsShared;

    public async Task<AppendResult> Append(JournalKey key, long sequence, byte[] row, CancellationToken cancellation)
    {
        var result = await journal.Append(key, sequence, row, cancellation);
        if (AfterAppend is { } then) await then(sequence);
        return result;
    }

    public async IAsyncEnumerable<JournalRow> Read(
        JournalKey key, long fromSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _reads);
        if (BeforeRead is { } before) await before(number);
        await foreach (var row in journal.Read(key, fromSequence, cancellation))
        {
            yield return row;
            if (AfterRow is { } then) await then(key, row.Sequence);
        }
    }

    public async Task Copy(JournalKey from, JournalKey to, long firstSequence, long lastSequence, CancellationToken cancellation)
    {
        if (HalfCopied is { } then)
        {
            HalfCopied = null;
            var half = (firstSequence + lastSequence) / 2;
            await journal.Copy(from, to, half + 1, lastSequence, cancellation);
            await then(from, to);
            lastSequence = half;
        }
        await journal.Copy(from, to, firstSequence, lastSequence, cancellation);
    }

    public ValueTask RemoveThrough(JournalKey key, long sequence, CancellationToken cancellation)
        => journal.RemoveThrough(key, sequence, cancellation);

    public ValueTask<JournalRow?> ReadAt(JournalKey key, long sequence, CancellationToken cancellation)
        => journal.ReadAt(key, sequence, cancellation);

    public Task<JournalEnd> ReadEnd(JournalKey key) => journal.ReadEnd(key);

    public ValueTask<JournalRow?> ReadSnapshot(JournalKey key, CancellationToken cancellation) => journal.ReadSnapshot(key, cancellation);

    public ValueTask WriteSnapshot(JournalKey key, long sequence, byte[] state, CancellationToken cancellation)
        => journal.WriteSnapshot(key, sequence, state, cancellation);
}
