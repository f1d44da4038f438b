using System.Globalization;
using System.Text;
using System.Xml;

namespace SyncOps.Cli.Exports;

/// <summary>
/// An IEEE 1849-2016 event log: a trace for each item in the order in which the items were met, its events by time. A sector is an
/// activity; work that arrives is scheduled there, completes, or is withdrawn. Counts and work without an item belong to no trace.
/// </summary>
internal sealed class XesExport(Stream file) : IExport
{
    private static readonly (string Name, string Prefix)[] Extensions =
        [("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Time", "time"), ("Organizational", "org")];

    private readonly Dictionary<string, List<ExportedEvent>> _traces = new(StringComparer.Ordinal);
    private readonly List<string> _items = [];

    public bool Add(ExportedEvent exported)
    {
        if (exported.Item is not { } item || Transition(exported) is null) return false;
        if (!_traces.TryGetValue(item, out var trace))
        {
            _traces[item] = trace = [];
            _items.Add(item);
        }
        trace.Add(exported);
        return true;
    }

    public void Dispose()
    {
        using var xml = XmlWriter.Create(file, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("log", "http://www.xes-standard.org/");
        xml.WriteAttributeString("xes.version", "1849-2016");
        xml.WriteAttributeString("xes.features", "");
        foreach (var (name, prefix) in Extensions)
        {
            xml.WriteStartElement("extension");
            xml.WriteAttributeString("name", name);
            xml.WriteAttributeString("prefix", prefix);
            xml.WriteAttributeString("uri", $"http://www.xes-standard.org/{prefix}.xesext");
            xml.WriteEndElement();
        }
        foreach (var item in _items) Write(xml, item, _traces[item]);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, string item, List<ExportedEvent> trace)
    {
        xml.WriteStartElement("trace");
        Attribute(xml, "string", "concept:name", item);
        // All times are written alike, in UTC; what happened at one instant stays in the order in which it was recorded.
        foreach (var exported in trace.OrderBy(e => e.Recorded.Event.GetProperty("time").GetDateTimeOffset()))
        {
            xml.WriteStartElement("event");
            Attribute(xml, "string", "concept:name", exported.Sector!);
            Attribute(xml, "string", "lifecycle:transition", Transition(exported)!);
            Attribute(xml, "date", "time:timestamp", exported.Time);
            if (exported.Resource is { } resource) Attribute(xml, "string", "org:resource", resource);
            Attribute(xml, "float", "units", exported.Units!.Value.ToString(CultureInfo.InvariantCulture));
            if (exported.Class is { } workClass) Attribute(xml, "string", "class", workClass);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string type, string key, string value)
    {
        xml.WriteStartElement(type);
        xml.WriteAttributeString("key", key);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    private static string? Transition(ExportedEvent exported) => exported.Type switch
    {
        "work.arrived" => "schedule",
        "work.completed" => "complete",
        "work.removed" => "withdraw",
        _ => null,
    };
}
