using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SyncOps.Engine.Events;
using SyncOps.Engine.Sectors;
using SyncOps.Grains;
using SyncOps.Grains.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// Files <c>SITE/SECTOR/FROM-TO.jsonl.gz</c> in the archive directory, by the sequences of their first and last row. A line is an item of
/// a history: sector, sequence, index, receivedAt, and the event as a CloudEvent.
/// </summary>
public sealed class JournalArchive(IOptions<GridOptions> options) : IJournalArchive
{
    public async Task Keep(JournalKey key, IReadOnlyList<ArchivedRow> rows, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(options.Value.ArchiveDirectory) || rows.Count == 0) return;
        var folder = Directory.CreateDirectory(Path.Combine(options.Value.ArchiveDirectory, Folder(key.Site), Folder(key.Sector)));
        // Twelve digits, so that names sort as rows do.
        var (first, name) = ($"{rows[0].Sequence:D12}-", $"{rows[0].Sequence:D12}-{rows[^1].Sequence:D12}.jsonl.gz");
        var part = Path.Combine(folder.FullName, name + ".part");
        await using (var file = File.Create(part))
        {
            await using (var lines = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            {
                foreach (var (sequence, row) in rows) Write(lines, key, sequence, row);
            }
            await file.FlushAsync(cancellation);
            file.Flush(flushToDisk: true);
        }
        var final = Path.Combine(folder.FullName, name);
        File.Move(part, final, overwrite: true);
        // Once more under its new name: ext4, XFS and btrfs have that on disk too when a renamed file is flushed.
        using (var renamed = File.Open(final, FileMode.Open, FileAccess.ReadWrite)) renamed.Flush(flushToDisk: true);
        // Written before a crash that left the rows in place: this file has them all. One that goes on for longer has more: another silo
        // that shares the directory wrote it while this one was held up, and has taken its rows away.
        foreach (var other in folder.EnumerateFiles(first + "*"))
            if (string.CompareOrdinal(other.Name, name) < 0) other.Delete();
    }

    // Ids may be nothing but points, which lead elsewhere.
    private static string Folder(string id) => id.StartsWith('.') ? $"%2E{id[1..]}" : id;

    private static void Write(Stream lines, JournalKey key, long sequence, JournalEntry row)
    {
        for (var i = 0; i < row.Events.Length; i++)
        {
            using (var json = new Utf8JsonWriter(lines))
                EventWriter.WriteRecorded(json, "sector"u8, key.Sector, sequence, i, row.ReceivedAt, row.Events[i]);
            lines.WriteByte((byte)'\n');
        }
    }
}
