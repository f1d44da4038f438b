using System.Text.Json;

namespace SyncOps.Benchmarks.Table;

/// <summary>A run that later ones are compared with: ratios, which machines of a kind share, and what machine it was.</summary>
internal sealed record Baseline(Machine Machine, SortedDictionary<string, double> Ratios)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Null when there is none.</summary>
    public static async Task<Baseline?> Read(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return null;
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<Baseline>(file, Json, cancellation);
    }

    /// <summary>Writes the ratios of a run; those of rows that were not measured stay as they were.</summary>
    public static async Task Save(string path, IEnumerable<Reading> readings, Baseline? known, CancellationToken cancellation)
    {
        var ratios = new SortedDictionary<string, double>(known?.Ratios ?? [], StringComparer.Ordinal);
        foreach (var reading in readings)
            if (reading.Ratio is { } ratio) ratios[reading.What] = Math.Round(ratio, 4);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new Baseline(Machine.This(), ratios), Json) + "\n", cancellation);
    }
}

/// <summary>What kind of machine a run was on.</summary>
internal sealed record Machine(string System, int Cores, double MemoryGb, string Runtime)
{
    public static Machine This() => new(
        global::System.Runtime.InteropServices.RuntimeInformation.OSArchitecture + " "
            + global::System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9),
        global::System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
}
