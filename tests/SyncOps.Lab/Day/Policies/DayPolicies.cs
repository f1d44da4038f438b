using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Tuning;

namespace SyncOps.Lab.Day.Policies;

/// <summary>A policy by its name: the roster its days begin with, how to make one for a day, and how it was tuned.</summary>
/// <param name="Make">Given the setting and the number of a day.</param>
public sealed record DayPolicy(string Name, DayRoster Roster, Func<DaySetting, int, IDayPolicy> Make, string How);

/// <summary>The policies that the laboratory compares.</summary>
public static class DayPolicies
{
    public const string Product = "syncops";

    public static readonly IReadOnlyList<string> Names =
    [
        Product,
        "static", "static-reshuffle", "reactive", "supervisor", "max-pressure", "max-pressure-bare", "c-mu", "local", "non-anticipative",
    ];

    private static readonly ReplanningRule Replanning = new(Futures: 16, Tries: 12_000);

    /// <summary>Throws when there is no policy of that name.</summary>
    public static DayPolicy Of(string name, TunedDay tuned)
    {
        var roster = name == "static-reshuffle" ? tuned.Reshuffle : tuned.Static;
        if (name == Product)
        {
            return new DayPolicy(
                name, roster, (setting, day) => new SyncOpsPolicy(setting, day), "the product, every card accepted at once");
        }
        if (name == "non-anticipative")
        {
            return new DayPolicy(name, roster, (setting, day) => new ReplanningPolicy(setting, day, Replanning),
                $"knows the true parameters; {Replanning.Futures} futures and {Replanning.Tries} tries a replanning, every 15 min");
        }
        Func<IDayPolicy> make = name switch
        {
            "static" or "static-reshuffle" => () => new StaticPolicy(roster),
            "reactive" => () => new ReactivePolicy(roster, tuned.Reactive),
            "supervisor" => () => new SupervisorPolicy(roster, tuned.Supervisor),
            "max-pressure" => () => new PressurePolicy(roster, tuned.MaxPressure),
            "max-pressure-bare" => () => new PressurePolicy(roster, new PressureRule(0, 0, 1)),
            "c-mu" => () => new CMuPolicy(roster, tuned.CMu),
            "local" => () => new LocalPolicy(roster, tuned.Local),
            _ => throw new InstanceException($"There is no policy '{name}'; name some of {string.Join(", ", Names)}."),
        };
        return new DayPolicy(name, roster, (_, _) => make(), tuned.How.GetValueOrDefault(name, "nothing to tune"));
    }
}
