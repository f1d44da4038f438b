namespace SyncOps.Cli.Exports;

/// <summary>A file that events are written to, one after the other; whole once it is disposed of.</summary>
internal interface IExport : IDisposable
{
    /// <summary>False: this kind of file has no place for such an event.</summary>
    bool Add(ExportedEvent exported);
}

/// <summary>Kinds of file that a history can be written to.</summary>
internal enum ExportFormat
{
    /// <summary>A table, a line an event.</summary>
    Csv,

    /// <summary>The CloudEvents themselves, one to a line: what <c>backtest</c> reads and <c>POST /events</c> takes.</summary>
    Jsonl,

    /// <summary>IEEE 1849 event log: a trace for each item, an activity for each sector.</summary>
    Xes,

    /// <summary>OCEL 2.0 event log: items, sectors and resources as objects.</summary>
    Ocel,
}

internal static class Exports
{
    /// <summary>The format that a file's ending means; null for others.</summary>
    public static ExportFormat? OfFile(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => ExportFormat.Csv,
        ".jsonl" or ".ndjson" => ExportFormat.Jsonl,
        ".xes" => ExportFormat.Xes,
        ".json" or ".jsonocel" => ExportFormat.Ocel,
        _ => null,
    };

    public static IExport To(Stream file, ExportFormat format) => format switch
    {
        ExportFormat.Csv => new CsvExport(file),
        ExportFormat.Jsonl => new JsonLinesExport(file),
        ExportFormat.Xes => new XesExport(file),
        _ => new OcelExport(file),
    };
}
