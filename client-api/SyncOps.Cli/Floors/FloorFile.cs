using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;

namespace SyncOps.Cli.Floors;

/// <summary>Floor documents as files that people read and edit: what has its default is left out.</summary>
internal static class FloorFile
{
    private static readonly JsonSerializerOptions Brief = ContractJson.Configure(new JsonSerializerOptions
    {
        WriteIndented = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutDefaults } },
    });

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Replaces the file, never leaving half of one.</summary>
    public static void Write(string path, FloorDocument floor)
    {
        var draft = path + ".draft";
        File.WriteAllText(draft, JsonSerializer.Serialize(floor, Brief) + "\n");
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The site that a document names. Throws <see cref="JsonException"/> when it is not JSON or names none.</summary>
    public static string SiteOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(WithoutMark(json));
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("site", out var site)
            && site.ValueKind == JsonValueKind.String && site.GetString() is { Length: > 0 } id) return id;
        throw new JsonException("it has no \"site\", which says where it goes.");
    }

    /// <summary>The floor in a file. Refused with every fault where it breaks the rules of floors or is no JSON.</summary>
    public static Outcome<FloorDocument> Read(string path)
    {
        var json = WithoutMark(File.ReadAllBytes(path));
        string site;
        try
        {
            site = SiteOf(json);
        }
        catch (JsonException broken)
        {
            return Refusal.Invalid(new Fault("$", FaultCodes.MalformedJson, $"'{path}' is not a floor document: {broken.Message}"));
        }
        var (floor, faults) = FloorReader.Read(json, site);
        return floor is null ? Refusal.Invalid([.. faults.Select(f => f with { Reason = $"{path}: {f.Path}: {f.Reason}" })]) : floor;
    }

    /// <summary>The document without the byte order mark that some editors put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json)
        => json.Span.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;

    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        // Records made by position have no defaults to compare with, only nulls to leave out.
        var usual = type.Type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, []) is null
            ? null
            : Activator.CreateInstance(type.Type);
        foreach (var property in type.Properties)
        {
            if (property.IsRequired || property.Get is not { } get) continue;
            var standard = usual is null ? null : get(usual);
            property.ShouldSerialize = (_, value) => value is not (null or ICollection { Count: 0 }) && !value.Equals(standard);
        }
    }
}
