using System.Numerics;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// A beam search over where everybody stands, bucket by bucket, for floors so small that all such stands can be listed. Of every stand it
/// keeps the few ways of getting there that cost least so far, what they leave waiting priced as in a plan that is known. A handful of
/// people has few plans next to each other, so that annealing freezes between them; here nothing lies between. What somebody serves on
/// arriving in the middle of a bucket is left out, and trucks: plans are compared by the roll-out.
/// </summary>
internal sealed class HorizonBeam
{
    /// <summary>Most stands that are listed.</summary>
    private const int MaxStands = 400;

    /// <summary>Most people who go during one bucket.</summary>
    private const int MaxMoves = 2;

    /// <summary>
    /// Fewest ways that must be kept of a stand, else the work is better spent on annealing; and most: more find no better plan.
    /// </summary>
    private const int MinWays = 8, MaxWays = 20;

    /// <summary>
    /// Share of the prices of a known plan at which waiting work is weighed: that plan is not the best, and its prices bind the search to
    /// it.
    /// </summary>
    private const double PriceShare = 0.6;

    /// <summary>Steps from stand to stand that take as long as rolling a sector out for a bucket; most are cut short.</summary>
    private const int StepsPerWork = 15;

    private const double Rounding = 1e-9;

    private readonly HorizonModel _model;
    private readonly HorizonNetwork _network;
    private readonly List<int[]> _stands;
    private readonly int[][] _next, _moves;
    private readonly int _ways;
    // What a unit costs at least that waits for a bucket in a sector, at [t * Sectors + j], and all that are still to come.
    private readonly double[] _least, _leastToCome;
    // What a known plan makes a unit cost that waits for a bucket in a sector, at the same place.
    private readonly double[] _ahead;
    // Of the bucket in hand: who serves what; what is left waiting, in a row of whole vectors.
    private readonly double[] _capacity, _served, _waits;

    private HorizonBeam(HorizonModel model, List<int[]> stands, long work)
    {
        (_model, _network, _stands) = (model, new HorizonNetwork(model), stands);
        (_next, _moves) = (new int[stands.Count][], new int[stands.Count][]);
        for (var a = 0; a < stands.Count; a++)
        {
            var (next, moves) = (new List<int>(), new List<int>());
            for (var b = 0; b < stands.Count; b++)
            {
                if (Moves(stands[a], stands[b]) is not (<= MaxMoves and var n) || Breaks(stands[b])) continue;
                next.Add(b);
                moves.Add(n);
            }
            (_next[a], _moves[a]) = ([.. next], [.. moves]);
        }
        var steps = _next.Sum(n => n.LongLength) * model.Buckets * model.Sectors * (1 + model.Classes);
        _ways = (int)Math.Min(MaxWays, work * StepsPerWork / Math.Max(1, steps));
        (_least, _leastToCome) = Least();
        _ahead = new double[_least.Length];
        (_capacity, _served) = (new double[model.Sectors], new double[model.Sectors]);
        _waits = new double[(model.Sectors + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count];
    }

    /// <summary>Null for a floor with too many stands, or too many for so much work, in buckets of sectors rolled out.</summary>
    public static HorizonBeam? Of(HorizonModel model, long work)
    {
        List<int[]> stands = [[]];
        for (var c = 0; c < model.Classes; c++)
        {
            var rates = model.Rates.AsSpan(c * model.Sectors, model.Sectors);
            var start = model.Staff.AsSpan(c * model.Sectors, model.Sectors);
            var ofClass = new List<int[]>();
            List(new int[model.Sectors], 0, Sum(start), rates, ofClass);
            // Who stands where he may not serve is there at the start only.
            if (!ofClass.Exists(Same(start.ToArray()))) ofClass.Add(start.ToArray());
            if ((long)stands.Count * ofClass.Count > MaxStands) return null;
            stands = [.. stands.SelectMany(s => ofClass.Select(more => (int[])[.. s, .. more]))];
        }
        var beam = new HorizonBeam(model, stands, work);
        return beam._ways >= MinWays ? beam : null;
    }

    /// <summary>
    /// The cheapest plan met that costs less than <paramref name="below"/>, as counts by row, class and sector; null without one.
    /// </summary>
    /// <param name="unit">What one more unit that comes to a sector in a bucket costs, at [j * (Buckets + 1) + t].</param>
    public int[]? Search(ReadOnlySpan<double> unit, double below)
    {
        for (var t = 0; t <= _model.Buckets; t++)
            for (var j = 0; j < _model.Sectors; j++)
                _ahead[t * _model.Sectors + j] = PriceShare * unit[j * (_model.Buckets + 1) + t];
        var layers = new Layer[_model.Buckets + 1];
        layers[0] = new Layer(_stands.Count, _ways, _waits.Length);
        for (var j = 0; j < _model.Sectors; j++) _waits[j] = _model.Backlog[j];
        layers[0].Offer(_stands.FindIndex(new Predicate<int[]>(Same(_model.Staff))), default, _waits, -1);
        for (var t = 0; t < _model.Buckets; t++)
        {
            layers[t + 1] = new Layer(_stands.Count, _ways, _waits.Length);
            Step(t, layers[t], layers[t + 1], below);
        }
        return layers[^1].Cheapest() < 0 ? null : Follow(layers);
    }

    private void Step(int t, Layer from, Layer to, double below)
    {
        for (var a = 0; a < _stands.Count; a++)
        {
            if (from.Count[a] == 0) continue;
            for (var n = 0; n < _next[a].Length; n++)
            {
                Capacity(a, _next[a][n], t);
                var moves = _model.MoveCost * _moves[a][n];
                for (var way = a * _ways; way < a * _ways + from.Count[a]; way++)
                {
                    // Whatever is served, a way costs no less than what was known of it.
                    ref readonly var before = ref from.Costs[way];
                    if (before.AtLeast + moves >= below) continue;
                    var after = Serve(from.Waits(way), t, before.SoFar + moves);
                    if (after.AtLeast < below) to.Offer(_next[a][n], after, _waits, way);
                }
            }
        }
    }

    /// <summary>Serves a bucket and leaves in <see cref="_waits"/> what waits then.</summary>
    private WayCost Serve(ReadOnlySpan<double> before, int t, double soFar)
    {
        var (waits, served, capacity) = (_waits, _served, _capacity);
        var sectors = served.Length;
        var arrivals = _model.Arrivals.AsSpan(t * sectors, sectors);
        for (var j = 0; j < sectors; j++)
        {
            var there = before[j] + arrivals[j];
            served[j] = Math.Min(there, capacity[j]);
            waits[j] = there - served[j];
        }
        foreach (ref readonly var link in _network.Links.AsSpan()) waits[link.To] += served[link.From] * link.Units;
        var (cost, ahead, least) = (soFar, 0.0, _leastToCome[t + 1]);
        var waitCost = _model.WaitCost;
        var aheadCost = _ahead.AsSpan((t + 1) * sectors, sectors);
        var leastCost = _least.AsSpan((t + 1) * sectors, sectors);
        for (var j = 0; j < sectors; j++)
        {
            cost += waitCost[j] * waits[j];
            ahead += aheadCost[j] * waits[j];
            least += leastCost[j] * waits[j];
        }
        return new WayCost(cost, cost + ahead, cost + least);
    }

    // With any number of people everywhere.
    private (double[] Least, double[] LeastToCome) Least()
    {
        var (buckets, sectors) = (_model.Buckets, _model.Sectors);
        var (least, toCome) = (new double[(buckets + 1) * sectors], new double[buckets + 1]);
        for (var t = buckets - 1; t >= 0; t--)
        {
            toCome[t] = toCome[t + 1];
            for (var j = 0; j < sectors; j++)
            {
                ref var cost = ref least[t * sectors + j];
                for (var i = _network.FirstLink[j]; i < _network.FirstLink[j + 1]; i++)
                {
                    var (to, units) = (_network.Links[i].To, _network.Links[i].Units);
                    cost += units * (_model.WaitCost[to] + least[(t + 1) * sectors + to]);
                }
                cost = Math.Min(cost, _model.WaitCost[j] + least[(t + 1) * sectors + j]);
                toCome[t] += cost * _model.Arrivals[t * sectors + j];
            }
        }
        return (least, toCome);
    }

    private void Capacity(int from, int to, int t)
    {
        Array.Clear(_capacity);
        var (a, b, sectors) = (_stands[from], _stands[to], _model.Sectors);
        for (var i = 0; i < a.Length; i++)
        {
            var units = Math.Min(a[i], b[i]) * _model.Rates[i];
            _capacity[i % sectors] += units * (_model.Attendance?[i / sectors * _model.Buckets + t] ?? 1);
        }
    }

    private int[] Follow(Layer[] layers)
    {
        var row = _model.Classes * _model.Sectors;
        var staff = new int[layers.Length * row];
        var way = layers[^1].Cheapest();
        for (var r = layers.Length - 1; r >= 0; r--)
        {
            _stands[way / _ways].CopyTo(staff.AsSpan(r * row));
            way = layers[r].Before[way];
        }
        return staff;
    }

    private bool Breaks(int[] stand)
    {
        for (var j = 0; j < _model.Sectors; j++)
        {
            var count = 0;
            for (var i = j; i < stand.Length; i += _model.Sectors) count += stand[i];
            if (count < (_model.MinStaff?[j] ?? 0) || count > (_model.MaxStaff?[j] ?? int.MaxValue)) return true;
        }
        return false;
    }

    private static int Moves(int[] from, int[] to)
    {
        var moves = 0;
        for (var i = 0; i < from.Length && moves <= MaxMoves; i++) moves += Math.Max(0, from[i] - to[i]);
        return moves;
    }

    private static void List(int[] stand, int sector, int left, ReadOnlySpan<double> rates, List<int[]> into)
    {
        if (into.Count > MaxStands) return;
        if (sector == stand.Length)
        {
            if (left == 0) into.Add([.. stand]);
            return;
        }
        for (var n = rates[sector] > 0 ? left : 0; n >= 0; n--)
        {
            stand[sector] = n;
            List(stand, sector + 1, left - n, rates, into);
        }
        stand[sector] = 0;
    }

    private static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts) sum += count;
        return sum;
    }

    private static Predicate<int[]> Same(int[] stand) => other => other.AsSpan().SequenceEqual(stand);

    /// <summary>Of one way: what it cost so far, its score with what waits at a known plan's prices, and the least it comes to.</summary>
    private readonly record struct WayCost(double SoFar, double Score, double AtLeast);

    /// <summary>The ways kept of every stand at the start of one bucket.</summary>
    private sealed class Layer(int stands, int ways, int row)
    {
        private readonly double[] _waits = new double[stands * ways * row];
        private readonly int[] _worst = new int[stands];

        public int[] Count { get; } = new int[stands];
        public WayCost[] Costs { get; } = new WayCost[stands * ways];
        public int[] Before { get; } = new int[stands * ways];

        public ReadOnlySpan<double> Waits(int way) => _waits.AsSpan(way * row, row);

        /// <summary>Kept unless a way costs no more and leaves no more waiting anywhere; in the place of one that is worse.</summary>
        public void Offer(int stand, in WayCost cost, double[] waits, int before)
        {
            var (first, count) = (stand * ways, Count[stand]);
            if (count == ways && cost.Score >= Costs[_worst[stand]].Score) return;
            var place = -1;
            for (var i = first; i < first + count; i++)
            {
                if (Costs[i].SoFar <= cost.SoFar + Rounding && IsLess(Waits(i), waits)) return;
                if (place < 0 && Costs[i].SoFar >= cost.SoFar && IsLess(waits, Waits(i))) place = i;
            }
            if (place < 0) place = count < ways ? first + Count[stand]++ : _worst[stand];
            (Costs[place], Before[place]) = (cost, before);
            waits.CopyTo(_waits.AsSpan(place * row));
            if (Count[stand] < ways) return;
            var worst = first;
            for (var i = first + 1; i < first + ways; i++)
                if (Costs[i].Score > Costs[worst].Score) worst = i;
            _worst[stand] = worst;
        }

        private static bool IsLess(ReadOnlySpan<double> waits, ReadOnlySpan<double> other)
        {
            for (var j = 0; j < waits.Length; j += Vector<double>.Count)
            {
                var limit = new Vector<double>(other[j..]) + new Vector<double>(Rounding);
                if (!Vector.LessThanOrEqualAll(new Vector<double>(waits[j..]), limit)) return false;
            }
            return true;
        }

        public int Cheapest()
        {
            var best = -1;
            for (var stand = 0; stand < Count.Length; stand++)
                for (var i = stand * ways; i < stand * ways + Count[stand]; i++)
                    if (best < 0 || Costs[i].SoFar < Costs[best].SoFar) best = i;
            return best;
        }
    }
}
