using System.Text.Json;

namespace SyncOps.Cli.Exports;

/// <summary>
/// An OCEL 2.0 event log in JSON: every event, at its sector, of its item, by its resource, and of an arrival or completion where from or
/// where to; what resources report and where they are moved as well.
/// </summary>
internal sealed class OcelExport : IExport
{
    private static readonly string[] ObjectTypes = ["sector", "item", "resource"];
    private static readonly string[] EventTypes =
    [
        "work.arrived", "work.completed", "work.removed", "work.counted",
        "resource.checkedIn", "resource.checkedOut", "resource.moved", "resource.status",
    ];

    private static readonly (string Name, Func<ExportedEvent, string?> Value)[] Texts =
    [
        ("class", e => e.Class), ("dueAt", e => e.DueAt), ("reason", e => e.Reason), ("source", e => e.Source), ("sourceId", e => e.Id),
        ("state", e => e.State),
    ];

    private readonly Utf8JsonWriter _json;
    private readonly SortedSet<(string Type, string Id)> _objects = [];

    public OcelExport(Stream file)
    {
        _json = new Utf8JsonWriter(file);
        _json.WriteStartObject();
        Types("objectTypes", ObjectTypes, []);
        Types("eventTypes", EventTypes, [("units", "float"), .. Texts.Select(t => (t.Name, "string"))]);
        _json.WriteStartArray("events");
    }

    public bool Add(ExportedEvent exported)
    {
        _json.WriteStartObject();
        _json.WriteString("id", exported.Place);
        _json.WriteString("type", exported.Type);
        _json.WriteString("time", exported.Time);
        _json.WriteStartArray("attributes");
        if (exported.Units is { } units)
        {
            _json.WriteStartObject();
            _json.WriteString("name", "units");
            _json.WriteNumber("value", units);
            _json.WriteEndObject();
        }
        foreach (var (name, value) in Texts)
        {
            if (value(exported) is not { } text) continue;
            _json.WriteStartObject();
            _json.WriteString("name", name);
            _json.WriteString("value", text);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteStartArray("relationships");
        Relation("sector", exported.Sector, "at");
        Relation("sector", exported.From, "from");
        Relation("sector", exported.To, "to");
        Relation("item", exported.Item, "of");
        Relation("resource", exported.Resource, "by");
        _json.WriteEndArray();
        _json.WriteEndObject();
        // A long history is not held in memory.
        if (_json.BytesPending > 1 << 16) _json.Flush();
        return true;
    }

    public void Dispose()
    {
        _json.WriteEndArray();
        _json.WriteStartArray("objects");
        foreach (var (type, id) in _objects)
        {
            _json.WriteStartObject();
            _json.WriteString("id", ObjectId(type, id));
            _json.WriteString("type", type);
            _json.WriteStartArray("attributes");
            _json.WriteEndArray();
            _json.WriteStartArray("relationships");
            _json.WriteEndArray();
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
    }

    private static string ObjectId(string type, string id) => $"{type}:{id}";

    private void Relation(string type, string? id, string qualifier)
    {
        if (id is null) return;
        _objects.Add((type, id));
        _json.WriteStartObject();
        _json.WriteString("objectId", ObjectId(type, id));
        _json.WriteString("qualifier", qualifier);
        _json.WriteEndObject();
    }

    private void Types(string member, string[] names, (string Name, string Type)[] attributes)
    {
        _json.WriteStartArray(member);
        foreach (var name in names)
        {
            _json.WriteStartObject();
            _json.WriteString("name", name);
            _json.WriteStartArray("attributes");
            foreach (var (attribute, type) in attributes)
            {
                _json.WriteStartObject();
                _json.WriteString("name", attribute);
                _json.WriteString("type", type);
                _json.WriteEndObject();
            }
            _json.WriteEndArray();
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }
}
