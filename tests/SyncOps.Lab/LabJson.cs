using System.Text.Json;

namespace SyncOps.Lab;

/// <summary>A file that cannot be worked on; the message names it and says why.</summary>
public sealed class InstanceException(string message) : Exception(message);

/// <summary>How the laboratory reads instances and prints results.</summary>
public static class LabJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    /// <summary>An instance out of a JSON file; fields that the type lacks are left alone.</summary>
    public static T Read<T>(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(file, Options) ?? throw new InstanceException($"{path} holds null.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InstanceException($"{path} could not be read: {e.Message}");
        }
    }

    /// <summary>Prints one JSON document, or lines for people.</summary>
    public static void Print<T>(T result, bool json, params string[] lines)
        => Console.WriteLine(json ? JsonSerializer.Serialize(result, Indented) : string.Join(Environment.NewLine, lines));
}
