using System.Text.Json;
using SyncOps.Engine.Backtest.Policies;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;

namespace SyncOps.Lab.Day.Tuning;

/// <summary>What the policies were tuned to, once on days without and once on days with the file's shocks.</summary>
public sealed record TunedPolicies(TunedDay Plain, TunedDay Shocks)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>As kept beside the code; <c>day SCENARIO --tune FILE</c> makes it anew.</summary>
    public static TunedPolicies Stored()
    {
        using var stream = typeof(TunedPolicies).Assembly.GetManifestResourceStream("day.tuned.json")
            ?? throw new InvalidOperationException("The tuned policies are missing from the program.");
        return JsonSerializer.Deserialize<TunedPolicies>(stream, Options)!;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>Plans and thresholds, and how each was found: method, days, seeds and the mean loss on them.</summary>
public sealed record TunedDay(
    DayRoster Static, DayRoster Reshuffle, ReactiveRule Reactive, SupervisorRule Supervisor, PressureRule MaxPressure, CMuRule CMu,
    LocalRule Local, Dictionary<string, string> How);
