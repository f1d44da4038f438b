using System.Text;

namespace SyncOps.Cli.Exports;

/// <summary>One CloudEvent to a line.</summary>
internal sealed class JsonLinesExport(Stream file) : IExport
{
    private readonly StreamWriter _lines = new(file, new UTF8Encoding(false)) { NewLine = "\n" };

    public bool Add(ExportedEvent exported)
    {
        _lines.WriteLine(exported.Recorded.Event.GetRawText());
        return true;
    }

    public void Dispose() => _lines.Dispose();
}
