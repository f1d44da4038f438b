using System.Text.Json;
using System.Text.Unicode;

namespace SyncOps.Engine.Contract;

/// <summary>The first look at a sender's bytes: are they UTF-8 JSON of a bearable depth, and if not, where does it go wrong.</summary>
public static class JsonText
{
    /// <summary>Deepest nesting of arrays and objects that is read.</summary>
    public const int MaxDepth = 32;

    /// <summary>The document, which the caller disposes; or null, and one fault that says where the text breaks.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8Json, FaultList faults)
    {
        var text = WithoutMark(utf8Json);
        if (FaultOfEncoding(text.Span) is { } fault)
        {
            faults.Add(fault);
            return null;
        }
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException exception)
        {
            faults.Add(FaultOf(text.Span, exception));
            return null;
        }
    }

    /// <summary>The text without a leading byte order mark, which some editors write and JSON does not know.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8)
        => utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>The fault of bytes that are not UTF-8; null when they are.</summary>
    public static Fault? FaultOfEncoding(ReadOnlySpan<byte> text) => Utf8.IsValid(text)
        ? null
        : new Fault("$", FaultCodes.MalformedJson, "The text is not valid UTF-8. Send JSON encoded as UTF-8.");

    /// <summary>The fault of a text that its reader gave up on: too deep, or not JSON, with the line and byte (both from 1).</summary>
    public static Fault FaultOf(ReadOnlySpan<byte> text, JsonException exception)
    {
        var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        if (IsTooDeep(text))
            return new Fault("$", FaultCodes.TooDeep, $"The JSON nests deeper than {MaxDepth} levels at {place}. Send it flatter.");

        // The reader's own text ends in the same place, counted from 0.
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var why = end < 0 ? exception.Message : exception.Message[..end];
        return new Fault("$", FaultCodes.MalformedJson, $"The text is not JSON at {place}: {why}");
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth) return true;
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return false;
    }
}
