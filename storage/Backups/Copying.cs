using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SyncOps.Storage.Backups;

/// <summary>A table as backups know it: the same names in both databases.</summary>
internal sealed record BackupTable(string Name, IReadOnlyList<string> Columns)
{
    public string ColumnList => string.Join(", ", Columns);
}

/// <summary>The state of a database at one instant, however long it takes to read.</summary>
internal interface ISnapshot : IDisposable
{
    DateTimeOffset At { get; }

    /// <summary>How many rows there are, roughly and at once.</summary>
    long Estimate(BackupTable table);

    /// <summary>Values are null, long, string or byte[]. The array is the same one for every row.</summary>
    IEnumerable<object?[]> Read(BackupTable table);
}

/// <summary>An empty database that takes rows in, and has none of them unless it is completed.</summary>
internal interface ILoad : IDisposable
{
    IReadOnlyList<BackupTable> Tables { get; }

    void Write(BackupTable table, IEnumerable<object?[]> rows);

    void Complete();
}

/// <summary>Counts rows as they pass, tells how far the work is, and ends it when it is cancelled.</summary>
internal sealed class Meter(Action<double> report, double total, CancellationToken cancellation)
{
    private const int RowsPerReport = 1000;
    private long _passed;

    public IEnumerable<object?[]> Over(IEnumerable<object?[]> rows)
    {
        foreach (var row in rows)
        {
            yield return row;
            if (++_passed % RowsPerReport != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            report(Math.Min(1, _passed / Math.Max(1, total)));
        }
    }
}

/// <summary>Counts the rows of a table and hashes their values as they pass.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _rows;

    public IEnumerable<object?[]> Over(IEnumerable<object?[]> rows)
    {
        foreach (var row in rows)
        {
            foreach (var value in row) Add(value);
            _rows++;
            yield return row;
        }
    }

    public BackupContent Content(BackupTable table) => new(table.Name, _rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public void Dispose() => _hash.Dispose();

    private void Add(object? value)
    {
        switch (value)
        {
            case null: Add(0, []); break;
            case long number:
                Span<byte> bytes = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                Add(1, bytes);
                break;
            case string text: Add(2, Encoding.UTF8.GetBytes(text)); break;
            case byte[] blob: Add(3, blob); break;
            default: throw new NotSupportedException($"A backup holds no values of type {value.GetType().Name}.");
        }
    }

    /// <summary>Kind and length first, so that no two rows of values read the same.</summary>
    private void Add(byte kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        _hash.AppendData(head);
        _hash.AppendData(bytes);
    }
}
