using Google.OrTools.LinearSolver;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Clairvoyant;

/// <summary>
/// The people of the bound: per group how many are in each sector in each bucket, who leaves at decision instants and arrives the move's
/// minutes later, and how many of them work.
/// </summary>
internal sealed class BoundStaff
{
    private readonly Solver _solver;
    private readonly BoundGrid _grid;
    private readonly List<Variable>[,] _working;

    public BoundStaff(DaySetting setting, KnownDay day, BoundGrid grid, Solver solver)
    {
        (_solver, _grid) = (solver, grid);
        _working = new List<Variable>[setting.Floor.Sectors.Count, grid.Buckets];
        for (var s = 0; s < setting.Floor.Sectors.Count; s++)
            for (var k = 0; k < grid.Buckets; k++) _working[s, k] = [];
        for (var g = 0; g < setting.File.Staff.Length; g++) AddGroup(setting, day, g);
    }

    /// <summary>People at work in a sector, their mean over a bucket, one variable per group.</summary>
    public IReadOnlyList<Variable> Working(int sector, int bucket) => _working[sector, bucket];

    private void AddGroup(DaySetting setting, KnownDay day, int group)
    {
        var skills = setting.File.Staff[group].Skills.Select(setting.Floor.SectorIndex).ToArray();
        var (minutes, price) = (setting.File.Move.Minutes, setting.File.Move.Cost);
        var located = skills.Select(s => (Variable?)null).ToArray();
        var arriving = new List<(int Bucket, double Share, Variable[] People)>();
        for (var k = 0; k < _grid.Buckets; k++)
        {
            var leave = Vars(_grid.IsDecision(k) ? skills.Length : 0);
            var come = Vars(leave.Length);
            if (leave.Length > 0)
            {
                // Who sets out arrives: as many in all as leave.
                var all = _solver.MakeConstraint(0, 0);
                foreach (var v in leave) all.SetCoefficient(v, 1);
                foreach (var v in come) all.SetCoefficient(v, -1);
                foreach (var v in leave) _solver.Objective().SetCoefficient(v, price);
                var at = _grid.Edge(k) + minutes;
                var bucket = Enumerable.Range(k, _grid.Buckets - k).FirstOrDefault(b => _grid.Edge(b + 1) > at, _grid.Buckets);
                if (bucket < _grid.Buckets) arriving.Add((bucket, _grid.ShareAfter(bucket, at), come));
            }
            var onDuty = _solver.MakeConstraint(double.NegativeInfinity, day.AtWork[k][group]);
            for (var i = 0; i < skills.Length; i++)
            {
                var here = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                var home = k == 0 ? day.Present[group][skills[i]] : 0;
                var stays = _solver.MakeConstraint(home, home);
                stays.SetCoefficient(here, 1);
                if (located[i] is { } before) stays.SetCoefficient(before, -1);
                if (leave.Length > 0) stays.SetCoefficient(leave[i], 1);
                foreach (var (bucket, _, people) in arriving)
                    if (bucket == k - 1) stays.SetCoefficient(people[i], -1);
                located[i] = here;

                var working = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                var isHere = _solver.MakeConstraint(0, double.PositiveInfinity);
                isHere.SetCoefficient(here, 1);
                isHere.SetCoefficient(working, -1);
                foreach (var (bucket, share, people) in arriving)
                    if (bucket == k) isHere.SetCoefficient(people[i], share);
                onDuty.SetCoefficient(working, 1);
                _working[skills[i], k].Add(working);
            }
        }
    }

    private Variable[] Vars(int count) => _solver.MakeNumVarArray(count, 0, double.PositiveInfinity);
}
