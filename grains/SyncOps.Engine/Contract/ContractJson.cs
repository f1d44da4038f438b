using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace SyncOps.Engine.Contract;

/// <summary>
/// How every document is written and read as JSON: camelCase, enums as camelCase words, UTC ISO-8601 instants ending in Z,
/// ISO-8601 durations, units as plain numbers.
/// </summary>
public static class ContractJson
{
    public static readonly JsonSerializerOptions Options = Shared(new JsonSerializerOptions());

    /// <summary>The same, with line breaks: for files that people read.</summary>
    public static readonly JsonSerializerOptions Indented = Shared(new JsonSerializerOptions { WriteIndented = true });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.MaxDepth = 32;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new DurationConverter());
        options.Converters.Add(new UnitsConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    /// <summary>
    /// Ready to be used from everywhere at once: ASP.NET completes options that are not, and fails when their first use by another request
    /// comes in between.
    /// </summary>
    private static JsonSerializerOptions Shared(JsonSerializerOptions options)
    {
        Configure(options).MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>An instant as the contract writes it: <c>2026-03-02T07:15:00Z</c>, fractions only where there are any.</summary>
    public static string Write(DateTimeOffset instant)
        => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 instant: date, time and an offset or Z, to at most 100 ns. False when it is anything else.</summary>
    public static bool TryReadInstant(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is not { Length: >= 17 and <= 40 } || text[10] is not ('T' or 't' or ' ')) return false;
        var tail = text.AsSpan(16);
        if (!text.EndsWith('Z') && !text.EndsWith('z') && tail.IndexOfAny('+', '-') < 0) return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        instant = parsed.ToUniversalTime();
        return true;
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => TryReadInstant(reader.GetString(), out var instant)
                ? instant
                : throw new JsonException("Expected an instant with an offset, such as 2026-03-02T07:15:00Z.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
            => writer.WriteStringValue(ContractJson.Write(value));
    }

    private sealed class DurationConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => XmlConvert.ToTimeSpan(reader.GetString() ?? throw new JsonException("Expected an ISO-8601 duration, such as PT15M."));

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
            => writer.WriteStringValue(XmlConvert.ToString(value));
    }

    private sealed class UnitsConverter : JsonConverter<Units>
    {
        public override Units Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => Units.Of(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, Units value, JsonSerializerOptions options)
            => writer.WriteNumberValue(value.Millionths % 1_000_000 == 0 ? value.Millionths / 1_000_000 : value.Millionths / 1e6m);
    }
}
