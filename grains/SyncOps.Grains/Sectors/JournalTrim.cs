using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sectors;

/// <summary>
/// Lets go of a sector's oldest rows, archived first where that is wanted: a few at a time with a rest between, so that those who write
/// do not wait for it.
/// </summary>
internal sealed class JournalTrim(
    IJournal journal, IJournalArchive archive, Serializer<JournalEntry> rows, JournalKey key, TimeProvider time, ILogger logger)
{
    private const int RowsPerBatch = 500;
    private const int EventsPerBatch = 20_000;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    // When the oldest row was received, as it was last read: until that is long enough ago there is nothing to read.
    private DateTimeOffset _oldest = DateTimeOffset.MinValue;

    private (SectorSnapshot Stored, DateTimeOffset Now)? _asked;
    private bool _isRunning;

    /// <summary>
    /// Takes away what was received longer than a time before the stored snapshot, and what it does not need to wake up from. While it is
    /// still at it for an earlier snapshot this returns at once, and that run goes on with the newest. A failure to read, keep or remove
    /// is logged, and the next run begins where this one ended.
    /// </summary>
    /// <param name="stored">The snapshot that makes up for the rows.</param>
    /// <param name="now">
    /// By the site's clock. The snapshot may say later, where storage's clock was ahead once: no row is old for that.
    /// </param>
    /// <param name="keep">How long rows are kept.</param>
    /// <param name="mustEnd">Whether the sector is about to end.</param>
    public async Task Run(SectorSnapshot stored, DateTimeOffset now, TimeSpan keep, Func<bool> mustEnd)
    {
        _asked = (stored, now);
        if (_isRunning) return;
        _isRunning = true;
        try
        {
            while (_asked is { } next)
            {
                _asked = null;
                await LetGo(next.Stored, next.Now, keep, mustEnd);
            }
        }
        finally
        {
            _isRunning = false;
        }
    }

    private async Task LetGo(SectorSnapshot stored, DateTimeOffset now, TimeSpan keep, Func<bool> mustEnd)
    {
        var clock = stored.Clock < now ? stored.Clock : now;
        if (clock - DateTimeOffset.MinValue < keep || _oldest > clock - keep) return;
        var instant = clock - keep;
        try
        {
            while (!mustEnd() && await IsAnyBefore(instant) && await Oldest(stored.WindowFromSequence, instant) is { Count: > 0 } past)
            {
                await archive.Keep(key, past, CancellationToken.None);
                await journal.RemoveThrough(key, past[^1].Sequence, CancellationToken.None);
                await Task.Delay(Rest, time);
            }
        }
        catch (Exception failure) when (failure is StorageUnavailableException or IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(
                "The oldest rows of sector {Site}/{Sector} are kept for now: {Reason}", key.Site, key.Sector, failure.Message);
        }
    }

    private async Task<bool> IsAnyBefore(DateTimeOffset instant)
    {
        if (await journal.ReadAt(key, 1, CancellationToken.None) is not { } first) return false;
        _oldest = rows.Deserialize(first.Payload)!.ReceivedAt;
        return _oldest < instant;
    }

    private async Task<List<ArchivedRow>> Oldest(long end, DateTimeOffset instant)
    {
        var (past, events) = (new List<ArchivedRow>(), 0);
        await foreach (var (sequence, payload) in journal.Read(key, 1, CancellationToken.None))
        {
            if (sequence >= end || past.Count == RowsPerBatch || events >= EventsPerBatch) break;
            var row = rows.Deserialize(payload)!;
            if (row.ReceivedAt >= instant) break;
            // Another activation takes rows away as well: they are its own to archive.
            if (past.Count > 0 && sequence != past[^1].Sequence + 1) return [];
            past.Add(new ArchivedRow(sequence, row));
            events += row.Events.Length;
        }
        return past;
    }
}
