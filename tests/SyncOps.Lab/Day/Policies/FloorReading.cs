using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>
/// What simple rules read off a floor: how many are in each sector, how long its backlog will take them, and who could go. Moves that a
/// rule decides on are entered at once, so that the next one sees them.
/// </summary>
internal sealed class FloorReading
{
    private readonly DayView _view;
    private readonly int[] _place;
    private readonly int[] _since;
    private readonly double[] _rate;
    private readonly List<MoveOrder> _orders = [];

    public FloorReading(DayView view)
    {
        _view = view;
        _place = [.. view.People.Select(p => p.Sector)];
        _since = [.. view.People.Select(p => p.SinceMinute)];
        _rate = [.. view.Floor.Sectors.Select(s => view.Setting.File.Sectors.First(f => f.Id == s.Id).RatePerHour)];
        Staff = new int[_rate.Length];
        foreach (var place in _place)
            if (place >= 0) Staff[place]++;
    }

    /// <summary>People on duty in each sector, those on a break or on the way to it included.</summary>
    public int[] Staff { get; }
    public int Sectors => _rate.Length;
    public IReadOnlyList<MoveOrder> Orders => _orders;

    public double Rate(int sector) => _rate[sector];
    public int Place(int person) => _place[person];
    public double Target(int sector) => _view.Floor.Sectors[sector].TargetWaitMinutes;

    /// <summary>Minutes that the people of a sector need for what waits there.</summary>
    public double WaitMinutes(int sector)
        => _view.Backlog[sector] == 0 ? 0 : 60 * _view.Backlog[sector] / (Math.Max(Staff[sector], 0.01) * _rate[sector]);

    /// <summary>
    /// Somebody at work in one sector who can work in another and has not moved for so long, or -1: who moved longest ago, but first
    /// whoever the given order prefers.
    /// </summary>
    public int Candidate(int from, int to, int dwellMinutes, Func<int, bool>? preferred = null)
    {
        var best = -1;
        for (var p = 0; p < _place.Length; p++)
        {
            if (_place[p] != from || !_view.People[p].IsFree || !IsSettled(p, dwellMinutes)) continue;
            if (_view.Floor.UnitsPerHour(p, to, _view.Now) <= 0) continue;
            if (best < 0 || Rank(p).CompareTo(Rank(best)) < 0) best = p;
        }
        return best;

        (int, int, int) Rank(int p) => (preferred?.Invoke(p) == true ? 0 : 1, _since[p], p);
    }

    public bool IsFree(int person) => _view.People[person].IsFree;

    public bool IsSettled(int person, int dwellMinutes) => _since[person] < 0 || _view.Minute - _since[person] >= dwellMinutes;

    public void Send(int person, int to)
    {
        Staff[_place[person]]--;
        Staff[to]++;
        (_place[person], _since[person]) = (to, _view.Minute);
        _orders.Add(new MoveOrder(_view.Floor.Resources[person].Id, _view.Floor.Sectors[to].Id));
    }
}
