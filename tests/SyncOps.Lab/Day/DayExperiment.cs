using System.Diagnostics;
using SyncOps.Engine.Alerts;
using SyncOps.Lab.Day.Clairvoyant;
using SyncOps.Lab.Day.Onsets;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Policies;
using SyncOps.Lab.Day.Promises;
using SyncOps.Lab.Day.Tuning;

namespace SyncOps.Lab.Day;

/// <summary>The same days under several policies, and what none could have lost less than.</summary>
public sealed class DayExperiment
{
    public const string Clairvoyant = "clairvoyant";

    private readonly List<DayPolicy> _policies = [];
    private readonly Dictionary<string, DayRun[]> _runs = [];
    private readonly Dictionary<string, double> _secondsADay = [];
    private readonly List<KeptCard> _cards = [];

    private DayExperiment(DayFile file, bool shocks, int days, ulong seed)
        => (File, Shocks, Days, Seed) = (file, shocks, days, seed);

    public DayFile File { get; }
    public bool Shocks { get; }
    public int Days { get; }
    public ulong Seed { get; }
    public IReadOnlyList<DayPolicy> Policies => _policies;

    /// <summary>The product's alerts on these days when nobody acts; null when the product was not among the policies.</summary>
    public OnsetScore? Alerts { get; private set; }

    /// <summary>By day; null when the bound was not asked for.</summary>
    public double[]? Bounds { get; private set; }

    /// <summary>Days of one policy, in order.</summary>
    public IReadOnlyList<DayRun> Runs(string policy) => _runs[policy];

    /// <summary>The product's cards, each with what it brought, in order of days and instants.</summary>
    public IReadOnlyList<KeptCard> Cards => _cards;

    /// <summary>Seconds of computing a day, decisions included.</summary>
    public double SecondsADay(string policy) => _secondsADay[policy];

    public double[] Losses(string policy) => [.. _runs[policy].Select(r => r.Loss.Total)];

    /// <summary>Plays every day under every policy named. The seed must not be one of those that tuning uses.</summary>
    public static DayExperiment Run(DayFile file, TunedDay tuned, bool shocks, IReadOnlyList<string> names, int days, ulong seed)
    {
        if (seed is DayTuning.SearchSeed or DayTuning.ChoiceSeed or DayTuning.RuleSeed)
            throw new InstanceException($"Policies were tuned on seed {seed}: their losses on it would be too good.");
        if (days < 1) throw new InstanceException($"{days} days are none; ask for at least 1.");
        var experiment = new DayExperiment(file, shocks, days, seed);
        foreach (var policy in names.Where(n => n != Clairvoyant).Select(name => DayPolicies.Of(name, tuned))) experiment.Play(policy);
        if (names.Contains(DayPolicies.Product)) experiment.Watch(tuned.Static);
        if (names.Contains(Clairvoyant)) experiment.Bound(DaySetting.Of(file, tuned.Static, seed, shocks));
        return experiment;
    }

    private void Play(DayPolicy policy)
    {
        var setting = DaySetting.Of(File, policy.Roster, Seed, Shocks);
        var runs = new DayRun[Days];
        var started = Stopwatch.GetTimestamp();
        var made = new IDayPolicy[Days];
        Parallel.For(0, Days, n => runs[n] = DayPlant.Play(setting, n, made[n] = policy.Make(setting, n)));
        _secondsADay[policy.Name] = Stopwatch.GetElapsedTime(started).TotalSeconds / Days;
        var kept = new IReadOnlyList<KeptCard>[Days];
        Parallel.For(0, Days, n => kept[n] = made[n] is SyncOpsPolicy product ? KeptCard.Of(setting, runs[n], product.Accepted) : []);
        _cards.AddRange(kept.SelectMany(k => k));
        _runs[policy.Name] = runs;
        _policies.Add(policy);
    }

    // Everybody stays where the static plan has them in the morning.
    private void Watch(DayRoster roster)
    {
        var setting = DaySetting.Of(File, roster with { Stages = [roster.Stages[0]] }, Seed, Shocks);
        var costs = setting.Floor.Document.Policy.Alerts;
        Alerts = OnsetScore.Of(
            setting, Days, n => new SyncOpsWatcher(setting, n),
            new AlertPolicy { FalseAlertCost = costs.FalseCost, LateAlertCost = costs.LateCost });
    }

    private void Bound(DaySetting setting)
    {
        var bounds = new double[Days];
        var started = Stopwatch.GetTimestamp();
        Parallel.For(0, Days, n => bounds[n] = ClairvoyantBound.Of(setting, n));
        _secondsADay[Clairvoyant] = Stopwatch.GetElapsedTime(started).TotalSeconds / Days;
        Bounds = bounds;
    }
}
