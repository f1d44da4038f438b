using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml;
using CsvHelper;
using SyncOps.Engine.Discovery;

namespace SyncOps.Cli.Logs;

/// <summary>What a log file holds, and its name among the sources of events.</summary>
/// <param name="Sha256">Of the uncompressed bytes, lower-case hex.</param>
internal sealed record LogFile(EventLog Log, string Sha256)
{
    /// <summary>Rows of one log: some gigabytes of file, which still fit in memory.</summary>
    public const int MostRows = 10_000_000;

    /// <summary>
    /// Reads <c>.csv</c> (and other separated text) or <c>.xes</c>, each also gzipped. Throws <see cref="LogException"/> when it is
    /// neither, or broken.
    /// </summary>
    public static LogFile Read(string path, ColumnOptions columns, LogReading reading)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var plain = Plain(file);
            using var sha = SHA256.Create();
            using var hashed = new CryptoStream(plain, sha, CryptoStreamMode.Read, leaveOpen: true);
            using var text = new BufferedStream(hashed, 1 << 16);
            var log = EventLog.From(Bounded(IsXes(path) ? XesLog.Rows(text, columns) : CsvLog.Rows(text, columns)), reading);
            // A reader stops at the end of what it understands; the name is that of all the bytes.
            text.CopyTo(Stream.Null);
            hashed.CopyTo(Stream.Null);
            return new LogFile(log, Convert.ToHexStringLower(sha.Hash!));
        }
        catch (InvalidDataException e)
        {
            throw new LogException(
                $"Cannot read the log '{path}': the gzip file is cut short or damaged ({FirstLine(e.Message)}). Fetch it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CsvFormatException or XmlException)
        {
            throw new LogException($"Cannot read the log '{path}': {FirstLine(e.Message)}", e);
        }
    }

    /// <summary>The bytes of a file, unpacked where it is gzipped.</summary>
    public static Stream Plain(FileStream file) => IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static bool IsXes(string path)
        => path.EndsWith(".xes", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".xes.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>By its first two bytes: names are not always right.</summary>
    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
        file.Position = 0;
        return isGzip;
    }

    private static IEnumerable<LogRow> Bounded(IEnumerable<LogRow> rows)
    {
        var count = 0;
        foreach (var row in rows)
        {
            if (++count > MostRows) throw new LogException($"The log has more than {MostRows} rows; take it in parts.");
            yield return row;
        }
    }
}
