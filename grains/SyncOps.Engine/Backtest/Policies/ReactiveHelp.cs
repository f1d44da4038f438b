using SyncOps.Engine.Backtest.Plant;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Policies;

/// <summary>
/// What a floor does without advice, at its best: help goes to the sector with the longest wait above a threshold, from the one with the
/// shortest that can spare somebody, and home again when the wait is short.
/// </summary>
public sealed class ReactiveHelp : IBacktestPolicy
{
    private readonly ReactiveRule _rule;
    private readonly Floor _floor;
    private readonly int[] _begins;
    private readonly double[] _load;
    private readonly int[] _staff;

    /// <summary>A rule for one run on a floor.</summary>
    public ReactiveHelp(ReactiveRule rule, Floor floor)
    {
        (_rule, _floor) = (rule, floor);
        _begins = [.. floor.Resources.Select(_ => -1)];
        (_load, _staff) = (new double[floor.Sectors.Count], new int[floor.Sectors.Count]);
    }

    /// <summary>The rules that are tried: never to help, and thresholds from one target wait to four.</summary>
    public static IReadOnlyList<ReactiveRule> Grid { get; } =
    [
        new ReactiveRule(double.PositiveInfinity, 0, 0, 0),
        .. from high in (double[])[1, 2, 4]
           from low in (double[])[0.25, 0.75]
           from atOnce in (int[])[1, 4]
           select new ReactiveRule(high, low, 30, atOnce),
    ];

    /// <inheritdoc/>
    public void Decide(BacktestPlant plant)
    {
        Read(plant);
        for (var n = 0; n < _rule.MovesAtOnce; n++)
            if (!Help(plant)) break;
        for (var r = 0; r < _begins.Length; r++)
        {
            var (at, home) = (plant.SectorOf(r), _begins[r]);
            if (at < 0 || at == home || !IsFree(plant, r) || _load[at] >= _rule.Low) continue;
            Send(plant, r, home);
        }
    }

    private void Read(BacktestPlant plant)
    {
        Array.Clear(_staff);
        for (var r = 0; r < _begins.Length; r++)
        {
            var at = plant.SectorOf(r);
            // Whoever comes on duty belongs where it begins.
            if (at < 0) _begins[r] = -1;
            else if (_begins[r] < 0) _begins[r] = at;
            if (at >= 0) _staff[at]++;
        }
        for (var s = 0; s < _load.Length; s++) Weigh(plant, s);
    }

    /// <summary>Minutes that the people of a sector need for what is there, in targets.</summary>
    private void Weigh(BacktestPlant plant, int sector)
    {
        var units = plant.Units(sector);
        if (units <= 0)
        {
            _load[sector] = 0;
            return;
        }
        var rate = 0.0;
        for (var r = 0; r < _begins.Length; r++)
            if (plant.SectorOf(r) == sector) rate += _floor.UnitsPerHour(r, sector, plant.Now);
        // Nobody there: it waits for ever, and the longer the more there is.
        _load[sector] = 60 * units / Math.Max(rate, 1e-6) / _floor.Sectors[sector].TargetWaitMinutes;
    }

    private bool Help(BacktestPlant plant)
    {
        foreach (var to in Enumerable.Range(0, _load.Length).Where(s => _load[s] > _rule.High).OrderByDescending(s => _load[s]))
        {
            foreach (var from in Enumerable.Range(0, _load.Length)
                .Where(s => s != to && _staff[s] > 0 && _load[s] < _rule.Low).OrderBy(s => _load[s]))
            {
                var helper = Helper(plant, from, to);
                if (helper < 0) continue;
                Send(plant, helper, to);
                return true;
            }
        }
        return false;
    }

    /// <summary>The fastest there who is free to go; -1 when there is none, or fewer would stay than must.</summary>
    private int Helper(BacktestPlant plant, int from, int to)
    {
        if (_staff[from] <= _floor.Sectors[from].MinStaff) return -1;
        var (best, rate) = (-1, 0.0);
        for (var r = 0; r < _begins.Length; r++)
        {
            if (plant.SectorOf(r) != from || !IsFree(plant, r)) continue;
            var own = _floor.UnitsPerHour(r, to, plant.Now);
            if (own > rate) (best, rate) = (r, own);
        }
        return best;
    }

    private bool IsFree(BacktestPlant plant, int resource) => plant.IsAtWork(resource) && _floor.Resources[resource].Consent
        && (plant.LastMoveAt(resource) is not { } moved || (plant.Now - moved).TotalMinutes >= _rule.DwellMinutes);

    private void Send(BacktestPlant plant, int resource, int sector)
    {
        var from = plant.SectorOf(resource);
        plant.Move(resource, sector);
        _staff[from]--;
        _staff[sector]++;
        Weigh(plant, from);
        Weigh(plant, sector);
    }
}
