using Google.OrTools.LinearSolver;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Clairvoyant;

/// <summary>
/// The people of the bound: of each group and turn of breaks, how many are in each sector in each bucket, who leaves at decision instants
/// and arrives the move's minutes later. Whoever has a break does not work, wherever that is.
/// </summary>
internal sealed class BoundStaff
{
    private readonly Solver _solver;
    private readonly BoundGrid _grid;
    private readonly List<(Variable People, double Share)>[,] _working;

    public BoundStaff(DaySetting setting, KnownDay day, BoundGrid grid, Solver solver)
    {
        (_solver, _grid) = (solver, grid);
        _working = new List<(Variable, double)>[setting.Floor.Sectors.Count, grid.Buckets];
        for (var s = 0; s < setting.Floor.Sectors.Count; s++)
            for (var k = 0; k < grid.Buckets; k++) _working[s, k] = [];
        foreach (var team in day.Teams) AddTeam(setting, team);
    }

    /// <summary>People at work in a sector, their mean over a bucket, as variables and the share of it that they are there.</summary>
    public IReadOnlyList<(Variable People, double Share)> Working(int sector, int bucket) => _working[sector, bucket];

    private void AddTeam(DaySetting setting, BoundTeam team)
    {
        var skills = setting.File.Staff[team.Group].Skills.Select(setting.Floor.SectorIndex).ToArray();
        var located = new Variable?[skills.Length];
        var arriving = new List<(int Bucket, double Share, Variable[] People)>();
        for (var k = 0; k < _grid.Buckets; k++)
        {
            var leave = _grid.IsDecision(k) ? Leave(setting, k, skills.Length, arriving) : [];
            for (var i = 0; i < skills.Length; i++)
            {
                var here = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                var home = k == 0 ? team.Homes[skills[i]] : 0;
                var stays = _solver.MakeConstraint(home, home);
                stays.SetCoefficient(here, 1);
                if (located[i] is { } before) stays.SetCoefficient(before, -1);
                if (leave.Length > 0) stays.SetCoefficient(leave[i], 1);
                foreach (var (bucket, _, people) in arriving)
                    if (bucket == k - 1) stays.SetCoefficient(people[i], -1);
                located[i] = here;
                if (team.IsOnBreak[k]) continue;
                _working[skills[i], k].Add((here, 1));
                foreach (var (bucket, share, people) in arriving)
                    if (bucket == k) _working[skills[i], k].Add((people[i], share));
            }
            arriving.RemoveAll(a => a.Bucket < k);
        }
    }

    /// <summary>Who leaves at an edge, by skill; as many in all arrive, and are told when.</summary>
    private Variable[] Leave(DaySetting setting, int edge, int skills, List<(int Bucket, double Share, Variable[] People)> arriving)
    {
        var leave = _solver.MakeNumVarArray(skills, 0, double.PositiveInfinity);
        var come = _solver.MakeNumVarArray(skills, 0, double.PositiveInfinity);
        var all = _solver.MakeConstraint(0, 0);
        foreach (var v in leave) all.SetCoefficient(v, 1);
        foreach (var v in come) all.SetCoefficient(v, -1);
        foreach (var v in leave) _solver.Objective().SetCoefficient(v, setting.File.Move.Cost);
        var at = _grid.Edge(edge) + setting.File.Move.Minutes;
        var bucket = Enumerable.Range(edge, _grid.Buckets - edge).FirstOrDefault(b => _grid.Edge(b + 1) > at, _grid.Buckets);
        if (bucket < _grid.Buckets) arriving.Add((bucket, _grid.ShareAfter(bucket, at), come));
        return leave;
    }
}
