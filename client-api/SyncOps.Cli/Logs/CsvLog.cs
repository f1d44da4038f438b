using CsvHelper;
using SyncOps.Engine.Discovery;

namespace SyncOps.Cli.Logs;

/// <summary>A log as separated text: a header, then a row per execution. Comma, semicolon, tab or bar, as the file has it.</summary>
internal static class CsvLog
{
    private static readonly CsvReaderOptions Format = CsvReaderOptions.Default with
    {
        // Names are taken as they stand; spaces may tell two of them apart.
        TrimWhitespace = false,
        PoolStrings = true,
        MaxRecordSize = 1 << 20,
        OnMalformedRecord = Refuse,
    };

    /// <summary>Every data row. A row that is too short has empty fields at its end.</summary>
    public static IEnumerable<LogRow> Rows(Stream stream, ColumnOptions given)
    {
        using var reader = CsvReader.Create(stream, Format, leaveOpen: true);
        reader.ReadHeader();
        if (reader.Headers is not { Count: > 0 } header) throw new LogException("The log is empty: its first line must name the columns.");
        var columns = LogColumns.Find([.. header], given);
        for (var row = 1; reader.Read(); row++) yield return columns.Row(row, reader.GetString);
    }

    /// <summary>A stray quote is text; one that is never closed would silently swallow the rest of the log.</summary>
    private static void Refuse(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            throw new LogException($"Record {record.RecordNumber} of the log opens a quote that is never closed; close it or double it.");
    }
}
