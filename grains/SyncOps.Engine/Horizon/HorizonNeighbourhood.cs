using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// Draws the changes that the search tries. All put workers into sectors for stretches of rows; they differ in what belongs together. On
/// a floor where a move costs a whole bucket, several workers who go along with the work are a step that none of them would take alone.
/// </summary>
internal sealed class HorizonNeighbourhood
{
    /// <summary>Most workers that go along with one.</summary>
    private const int MaxCompanions = 3;

    /// <summary>Furthest that one trial shifts a move, in buckets.</summary>
    private const int MaxShift = 3;

    private const double ToTheEnd = 0.4;

    private readonly HorizonModel _model;
    private readonly HorizonRollout _rollout;
    private readonly RandomStream _random;
    private readonly int[][] _sectors;
    private readonly short[] _old;

    public HorizonNeighbourhood(HorizonModel model, HorizonRollout rollout, RandomStream random)
    {
        (_model, _rollout, _random) = (model, rollout, random);
        _old = new short[model.Buckets + 1];
        _sectors = new int[model.Classes][];
        for (var c = 0; c < _sectors.Length; c++)
            _sectors[c] = [.. Enumerable.Range(0, model.Sectors).Where(j => MayStand(c, j))];
    }

    /// <summary>Draws one change and puts it into the roll-out, unsettled; it may turn out to change nothing.</summary>
    public void Draw()
    {
        var worker = Below(_rollout.Workers);
        var kind = _random.Uniform();
        // Shares found by trying on the published and on generated floors; none matters by itself, together they leave no way closed.
        if (kind < 0.20) Shift(worker);
        else if (kind < 0.27) Imitate(worker);
        else if (kind < 0.34) Cross(worker);
        else if (kind < 0.50) Relay(worker);
        else if (kind < 0.53) Slide(worker);
        else if (kind < 0.65) Replace(worker);
        else if (kind < 0.90) GoTogether(worker);
        else Go(worker);
    }

    /// <summary>One worker stands elsewhere for a stretch.</summary>
    private void Go(int worker)
    {
        var (from, to) = Stretch();
        _rollout.Put(worker, from, to, AnySector(worker));
    }

    /// <summary>A worker, and others who come from the same place, stand elsewhere for a stretch.</summary>
    private void GoTogether(int worker)
    {
        var (from, to) = Stretch();
        var sector = AnySector(worker);
        var here = _rollout.Path(worker)[from - 1];
        var companions = 1 + Below(MaxCompanions);
        _rollout.Put(worker, from, to, sector);
        var first = Below(_rollout.Workers);
        for (var i = 0; i < _rollout.Workers && companions > 0; i++)
        {
            var other = first + i < _rollout.Workers ? first + i : first + i - _rollout.Workers;
            if (other == worker || _rollout.Path(other)[from - 1] != here || !MayStand(_rollout.ClassOf(other), sector)) continue;
            _rollout.Put(other, from, to, sector);
            companions--;
        }
    }

    /// <summary>A worker takes another's place for a stretch, and that one goes back to it or anywhere.</summary>
    private void Replace(int worker)
    {
        var (from, to) = Stretch();
        var other = Below(_rollout.Workers);
        var (mine, theirs) = (_rollout.Path(worker)[from], _rollout.Path(other)[from]);
        if (mine == theirs || !MayStand(_rollout.ClassOf(worker), theirs)) return;
        var back = _random.Chance(0.5) && MayStand(_rollout.ClassOf(other), mine) ? mine : AnySector(other);
        _rollout.Put(worker, from, to, theirs);
        _rollout.Put(other, from, to, back);
    }

    /// <summary>A move that is in the plan happens a little earlier or later.</summary>
    private void Shift(int worker)
    {
        var path = _rollout.Path(worker);
        var at = 1 + Below(_model.Buckets);
        for (var i = 0; i < _model.Buckets && path[at] == path[at - 1]; i++) at = at == _model.Buckets ? 1 : at + 1;
        if (path[at] == path[at - 1]) return;
        var by = Below(MaxShift);
        if (_random.Chance(0.5)) _rollout.Put(worker, at, Math.Min(_model.Buckets, at + by), path[at - 1]);
        else _rollout.Put(worker, Math.Max(1, at - 1 - by), at - 1, path[at]);
    }

    /// <summary>A worker does for a stretch what another does.</summary>
    private void Imitate(int worker)
    {
        var (from, to) = Stretch();
        var other = _rollout.Path(Below(_rollout.Workers));
        for (var row = from; row <= to;)
        {
            var end = row;
            while (end < to && other[end + 1] == other[row]) end++;
            if (MayStand(_rollout.ClassOf(worker), other[row])) _rollout.Put(worker, row, end, other[row]);
            row = end + 1;
        }
    }

    /// <summary>Two workers do each other's work for a stretch, one of them a little later.</summary>
    private void Cross(int worker)
    {
        var (from, to) = Stretch();
        var other = Below(_rollout.Workers);
        var (mine, theirs) = (_rollout.ClassOf(worker), _rollout.ClassOf(other));
        if (other == worker) return;
        var lag = Below(MaxShift);
        _rollout.Path(worker).CopyTo(_old);
        for (var row = from; row <= to; row++)
        {
            var there = _rollout.Path(other)[row];
            if (row >= from + lag && MayStand(mine, there)) _rollout.Put(worker, row, row, there);
            if (MayStand(theirs, _old[row])) _rollout.Put(other, row, row, _old[row]);
        }
    }

    /// <summary>A worker stands in one place and then in another.</summary>
    private void Relay(int worker)
    {
        var (from, to) = Stretch();
        var turn = from + Below(to - from + 1);
        _rollout.Put(worker, from, turn, AnySector(worker));
        if (turn < to) _rollout.Put(worker, turn + 1, to, AnySector(worker));
    }

    /// <summary>Everything that a worker does in a stretch happens a bucket earlier or later.</summary>
    private void Slide(int worker)
    {
        var (from, to) = Stretch();
        var by = _random.Chance(0.5) ? 1 : -1;
        _rollout.Path(worker).CopyTo(_old);
        for (var row = from; row <= to; row++) _rollout.Put(worker, row, row, _old[Math.Clamp(row + by, 1, _model.Buckets)]);
    }

    private (int From, int To) Stretch()
    {
        var from = 1 + Below(_model.Buckets);
        return (from, _random.Chance(ToTheEnd) ? _model.Buckets : from + Below(_model.Buckets + 1 - from));
    }

    private int AnySector(int worker)
    {
        var sectors = _sectors[_rollout.ClassOf(worker)];
        return sectors.Length == 0 ? _rollout.Path(worker)[0] : sectors[Below(sectors.Length)];
    }

    private bool MayStand(int workerClass, int sector) => _model.Rates[workerClass * _model.Sectors + sector] > 0;

    private int Below(int limit) => _random.Below(limit);
}
