using SyncOps.Engine.Dispatch;

namespace SyncOps.Lab.Queueing;

/// <summary>An event that ends a state: how often per hour, and the state after it.</summary>
public readonly record struct NetworkEvent(double Rate, string State);

/// <summary>
/// The law of a network of queues, written apart from the engine's so that neither hides a mistake of the other: unit by unit and
/// resource by resource, nothing thinned out. A state is a string of units by sector and then a post by resource.
/// </summary>
public sealed class NetworkLaw
{
    private readonly DispatchModel _model;
    private readonly int[] _kindOf;
    private readonly int _sectors;

    public NetworkLaw(DispatchModel model)
    {
        _model = model;
        _sectors = model.Sectors.Count;
        _kindOf = [.. model.Resources.SelectMany((r, c) => Enumerable.Repeat(c, r.Count))];
    }

    public int Resources => _kindOf.Length;

    /// <summary>Units by sector, and every resource where it may decide: free, or ready in the first sector that it can serve.</summary>
    public string Start(IReadOnlyList<int> units)
        => new([.. units.Select(n => (char)n), .. _kindOf.Select(c => Encode(FirstPost(_model.Resources[c])))]);

    /// <summary>The same state with no more than so many units in each sector.</summary>
    public string Capped(string state, int most)
        => string.Create(state.Length, (state, most, _sectors), static (to, from) =>
        {
            for (var k = 0; k < to.Length; k++) to[k] = k < from._sectors ? (char)Math.Min(from.state[k], from.most) : from.state[k];
        });

    /// <summary>As the engine is asked.</summary>
    public DispatchState Ask(string state)
        => new([.. state[.._sectors].Select(c => (int)c)], [.. state[_sectors..].Select(Decode)]);

    /// <summary>
    /// Cost less reward per hour while the resources do as decided (the sector of each, -1: idle), and the events that end it.
    /// </summary>
    public (double CostPerHour, List<NetworkEvent> Events) Carry(string state, IReadOnlyList<int> decision)
    {
        var (posts, work) = Place(state, decision);
        var events = new List<NetworkEvent>();
        var cost = 0.0;
        for (var j = 0; j < _sectors; j++)
        {
            var sector = _model.Sectors[j];
            cost += sector.CostPerUnitHour * state[j];
            if (sector.ArrivalsPerHour > 0 && state[j] < (sector.MostUnits ?? int.MaxValue))
                events.Add(new NetworkEvent(sector.ArrivalsPerHour, After(state, posts, -1, j)));
        }
        foreach (var (resource, rate) in Serving(state, posts, work))
        {
            var j = work[resource];
            var kind = _model.Resources[_kindOf[resource]];
            cost -= rate * _model.Sectors[j].RewardPerUnit;
            var then = (char[])posts.Clone();
            if (!kind.Interruptible) then[resource] = Encode(kind.SetUpHours is null ? DispatchPost.Free : new(PostKind.Ready, j));
            AddServed(events, rate, state, then, j);
        }
        for (var i = 0; i < Resources; i++)
        {
            if (Decode(posts[i]) is not { Kind: PostKind.SettingUp, Sector: var j }) continue;
            var then = (char[])posts.Clone();
            then[i] = Encode(new DispatchPost(PostKind.Ready, j));
            events.Add(new NetworkEvent(1 / _model.Resources[_kindOf[i]].SetUpHours![j], After(state, then, -1, -1)));
        }
        return (cost, [.. events.GroupBy(e => e.State).Select(same => new NetworkEvent(same.Sum(e => e.Rate), same.Key))]);
    }

    /// <summary>Every decision that can be taken; of resources that are alike and free only how many go where is told apart.</summary>
    public IEnumerable<int[]> Decisions(string state) => Decisions(state, new int[Resources], 0);

    private IEnumerable<int[]> Decisions(string state, int[] decision, int i)
    {
        if (i == Resources)
        {
            yield return (int[])decision.Clone();
            yield break;
        }
        var post = Decode(state[_sectors + i]);
        var kind = _model.Resources[_kindOf[i]];
        var alike = i > 0 && _kindOf[i - 1] == _kindOf[i] && state[_sectors + i - 1] == state[_sectors + i];
        var least = post.Kind == PostKind.Free ? (alike ? decision[i - 1] : -1) : 0;
        for (var j = least; j < _sectors; j++)
        {
            var may = post.Kind switch
            {
                PostKind.Free when j < 0 => !kind.NeverIdle
                    || !Enumerable.Range(0, _sectors).Any(k => kind.UnitsPerHour[k] > 0 && Runs(state, k)),
                PostKind.Free when kind.NeverIdle => kind.UnitsPerHour[j] > 0 && Runs(state, j),
                PostKind.Free or PostKind.Ready => kind.UnitsPerHour[j] > 0,
                _ => j == post.Sector,
            };
            if (!may) continue;
            decision[i] = j;
            foreach (var full in Decisions(state, decision, i + 1)) yield return full;
        }
    }

    /// <summary>Posts once the decision is taken, and the sector in which each resource works now (-1: in none).</summary>
    private (char[] Posts, int[] Work) Place(string state, IReadOnlyList<int> decision)
    {
        var posts = state[_sectors..].ToCharArray();
        var work = new int[Resources];
        var left = new int[_sectors];
        for (var j = 0; j < _sectors; j++) left[j] = Places(state, j);
        for (var i = 0; i < Resources; i++)
        {
            var post = Decode(posts[i]);
            work[i] = post.Kind == PostKind.Working ? post.Sector : -1;
            if (work[i] >= 0) left[work[i]]--;
        }
        for (var i = 0; i < Resources; i++)
        {
            var (post, j) = (Decode(posts[i]), decision[i]);
            var kind = _model.Resources[_kindOf[i]];
            if (j < 0 || post.Kind is PostKind.Working or PostKind.SettingUp) continue;
            if (post.Kind == PostKind.Ready && post.Sector != j)
                posts[i] = Encode(new DispatchPost(kind.SetUpHours![j] > 0 ? PostKind.SettingUp : PostKind.Ready, j));
            else if (kind.Interruptible)
                work[i] = j;
            else if (left[j] > 0 && Runs(state, j))
                (posts[i], work[i], left[j]) = (Encode(new DispatchPost(PostKind.Working, j)), j, left[j] - 1);
        }
        return (posts, work);
    }

    /// <summary>The resources that have a unit to work on, with their rates: those bound to one first, then the fastest.</summary>
    private IEnumerable<(int Resource, double Rate)> Serving(string state, char[] posts, int[] work)
    {
        for (var j = 0; j < _sectors; j++)
        {
            if (!Runs(state, j)) continue;
            var here = Enumerable.Range(0, Resources).Where(i => work[i] == j)
                .Select(i => (Resource: i, Rate: _model.Resources[_kindOf[i]].UnitsPerHour[j]))
                .OrderByDescending(w => Decode(posts[w.Resource]).Kind == PostKind.Working).ThenByDescending(w => w.Rate);
            foreach (var worker in here.Take(Places(state, j))) yield return worker;
        }
    }

    /// <summary>How many can work in a sector at once.</summary>
    private int Places(string state, int sector)
        => _model.Sectors[sector].Together || _model.Sectors[sector].EndlessSupply ? int.MaxValue : state[sector];

    private bool Runs(string state, int sector)
        => (_model.Sectors[sector].EndlessSupply || state[sector] > 0)
            && _model.Sectors[sector].Next.All(r => r.To == sector || state[r.To] < (_model.Sectors[r.To].MostUnits ?? int.MaxValue));

    private void AddServed(List<NetworkEvent> events, double rate, string state, char[] posts, int from)
    {
        var source = _model.Sectors[from].EndlessSupply ? -1 : from;
        var leaves = 1 - _model.Sectors[from].Next.Sum(r => r.Share);
        foreach (var route in _model.Sectors[from].Next)
            events.Add(new NetworkEvent(rate * route.Share, After(state, posts, source, route.To)));
        if (leaves > 1e-9) events.Add(new NetworkEvent(rate * leaves, After(state, posts, source, -1)));
    }

    private string After(string state, char[] posts, int from, int to)
        => string.Create(state.Length, (state, posts, from, to, _sectors), static (next, s) =>
        {
            s.state.AsSpan(0, s._sectors).CopyTo(next);
            s.posts.CopyTo(next[s._sectors..]);
            if (s.from >= 0) next[s.from]--;
            if (s.to >= 0) next[s.to]++;
        });

    private static DispatchPost FirstPost(DispatchResource kind) => DispatchPost.Of(kind)[0];

    private static char Encode(DispatchPost post) => (char)((int)post.Kind * 256 + post.Sector + 1);

    private static DispatchPost Decode(char post) => new((PostKind)(post / 256), post % 256 - 1);
}
