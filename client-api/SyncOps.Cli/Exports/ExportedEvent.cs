using System.Text.Json;
using SyncOps.Client;
using SyncOps.Engine.Contract;

namespace SyncOps.Cli.Exports;

/// <summary>What exports tell of a recorded event; null where it has no such member.</summary>
internal sealed class ExportedEvent(HistoryItem item)
{
    private const string Prefix = "syncops.";

    private readonly JsonElement _data = item.Event.GetProperty("data");

    public HistoryItem Recorded => item;

    /// <summary>Such as <c>work.arrived</c>.</summary>
    public string Type => Member(item.Event, "type")![Prefix.Length..];

    public string Time => Member(item.Event, "time")!;

    public string Source => Member(item.Event, "source")!;

    public string Id => Member(item.Event, "id")!;

    /// <summary>Null where a resource reports.</summary>
    public decimal? Units => _data.TryGetProperty("units", out var units) ? units.GetDecimal() : null;

    /// <summary>Where work is; where a check-in leads; null where a report names none.</summary>
    public string? Sector => Member(_data, "sector");

    /// <summary>The state that a resource reports.</summary>
    public string? State => Member(_data, "state");

    /// <summary>Unique in a site: whose row it is of, and its place in it.</summary>
    public string Place => $"{(item.Sector is null ? $"@{item.Resource}" : item.Sector)}/{item.Sequence}.{item.Index}";

    public string? From => Member(_data, "from");

    public string? To => Member(_data, "to");

    public string? Class => Member(_data, "class");

    public string? DueAt => Member(_data, "dueAt");

    public string? Item => Member(_data, "item");

    public string? Resource => Member(_data, "resource");

    public string? Reason => Member(_data, "reason");

    public string ReceivedAt => ContractJson.Write(item.ReceivedAt);

    private static string? Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member.GetString() : null;
}
