using System.Globalization;
using CsvHelper;

namespace SyncOps.Cli.Exports;

/// <summary>A table with a header.</summary>
internal sealed class CsvExport : IExport
{
    private static readonly (string Name, Func<ExportedEvent, string?> Value)[] Columns =
    [
        ("sector", e => e.Sector), ("sequence", e => $"{e.Recorded.Sequence}"), ("index", e => $"{e.Recorded.Index}"),
        ("receivedAt", e => e.ReceivedAt), ("time", e => e.Time), ("type", e => e.Type),
        ("units", e => e.Units?.ToString(CultureInfo.InvariantCulture)), ("from", e => e.From), ("to", e => e.To), ("class", e => e.Class),
        ("dueAt", e => e.DueAt), ("item", e => e.Item), ("resource", e => e.Resource), ("reason", e => e.Reason),
        ("source", e => e.Source), ("id", e => e.Id), ("state", e => e.State),
    ];

    private readonly CsvWriter _csv;

    public CsvExport(Stream file)
    {
        _csv = CsvWriter.Create(file, CsvWriterOptions.Default, leaveOpen: true);
        _csv.WriteRecord([.. Columns.Select(c => c.Name)]);
    }

    public bool Add(ExportedEvent exported)
    {
        _csv.WriteRecord([.. Columns.Select(c => c.Value(exported) ?? "")]);
        return true;
    }

    public void Dispose() => _csv.Dispose();
}
