using System.Text.Json;

namespace SyncOps.Benchmarks;

/// <summary>Prints a result as one JSON document or as lines for people.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print<T>(T result, bool json, params string[] lines)
    {
        if (json) Console.WriteLine(JsonSerializer.Serialize(result, Json));
        else Console.WriteLine(string.Join(Environment.NewLine, lines));
    }
}
