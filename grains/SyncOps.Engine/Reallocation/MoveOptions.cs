using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Who could go where. People of one sector who are alike, by their standard rates before and after, are one group: fewest moves of the
/// shift, most gained by their own rates, longest shift and id say who of them goes. Bounded: the most promising groups only.
/// </summary>
internal sealed class MoveOptions
{
    /// <summary>Most groups that are rolled out in a round.</summary>
    public const int MaxGroups = 24;

    private static readonly int[] Counts = [1, 2, 4];
    private static readonly double[] Stays = [double.PositiveInfinity, 60, 120];

    private readonly SiteSnapshot _site;
    private readonly MoveOption[] _all;
    private readonly List<MoveOption> _groups;
    private readonly int[] _dispensable;
    private readonly int[] _spare;

    public MoveOptions(SearchRequest request, IReadOnlyList<int> risks)
    {
        _site = request.Site;
        var sectors = _site.Floor.Sectors.Count;
        _dispensable = Eligibility.Dispensable(request);
        _spare = [.. Enumerable.Range(0, sectors).Select(s => Eligibility.Spare(_site, s))];
        _groups = [];
        for (var to = 0; to < sectors; to++)
        {
            if (_site.Floor.Sectors[to].Retired) continue;
            foreach (var group in Eligibility.Candidates(request, to, risks, _dispensable).GroupBy(c => Alike(c, to)))
            {
                _groups.Add(new MoveOption(
                    [.. group.OrderBy(c => c.Moves).ThenByDescending(c => c.RateTo - c.RateFrom).ThenByDescending(c => c.WorkEndsMinutes)
                        .ThenBy(c => c.Resource)],
                    to, 1, double.PositiveInfinity));
            }
        }
        _all = [.. _groups];
    }

    /// <summary>Everyone who could make a move, taken or not, best first.</summary>
    public IReadOnlyList<Candidate> Alike(PlannedMove move)
        => [.. _all.Where(g => g.From == move.From && g.To == move.To).SelectMany(g => g.People)
            .OrderByDescending(c => c.RateTo).ThenBy(c => c.Moves).ThenBy(c => c.Resource)];

    /// <summary>Who could go where, by resource and sector.</summary>
    public HashSet<(int Resource, int To)> Destinations() => [.. _groups.SelectMany(g => g.People.Select(p => (p.Resource, g.To)))];

    /// <summary>Given people of one sector, for good, as many of them as may go beside those taken; null when none may.</summary>
    public MoveOption? Of(int from, int to, IReadOnlyCollection<int> resources)
    {
        Candidate[] people = [.. _groups.Where(g => g.From == from && g.To == to).SelectMany(g => g.People)
            .Where(p => resources.Contains(p.Resource))];
        var count = Math.Min(people.Length, Math.Min(_dispensable[from], _spare[to]));
        return count > 0 ? new MoveOption(people, to, count, double.PositiveInfinity) : null;
    }

    /// <summary>Takes the people of some moves out, and their places; what is offered from here on is beside them.</summary>
    public void Take(IReadOnlyList<PlannedMove> moves)
    {
        foreach (var move in moves)
        {
            _dispensable[move.From]--;
            _spare[move.To]--;
            for (var i = _groups.Count - 1; i >= 0; i--)
            {
                var left = _groups[i].People.Where(p => p.Resource != move.Resource).ToArray();
                if (left.Length == 0) _groups.RemoveAt(i);
                else if (left.Length < _groups[i].People.Count) _groups[i] = _groups[i] with { People = left };
            }
        }
    }

    /// <summary>
    /// One person of each of the groups that promise most: what a person more is worth to one sector, less what a person fewer costs the
    /// other. Values are money at standard rates, from <paramref name="worth"/> (sector, unit/h more or less).
    /// </summary>
    public IReadOnlyList<MoveOption> Singles(Func<int, double, double> worth)
    {
        var open = _groups.Where(g => Fits(g, 1));
        if (_groups.Count <= MaxGroups) return [.. open];
        return [.. open.OrderByDescending(g => worth(g.To, g.People[0].RateTo) + worth(g.From, -g.People[0].RateFrom))
            .ThenBy(g => g.People[0].Resource).ThenBy(g => g.To).Take(MaxGroups)];
    }

    /// <summary>Options with other numbers of people and other stays.</summary>
    public IEnumerable<MoveOption> Varied(IEnumerable<MoveOption> best)
        => best.SelectMany(o => Counts.SelectMany(n => Stays.Select(s => o with { Count = n, StayMinutes = s })))
            .Where(o => Fits(o, o.Count) && (o.Count > 1 || !double.IsInfinity(o.StayMinutes)) && StaysWithinShift(o));

    private (int, double, double) Alike(Candidate candidate, int to) => (
        candidate.From, _site.StandardRate(candidate.Resource, candidate.From), _site.StandardRate(candidate.Resource, to));

    private bool Fits(MoveOption option, int count)
        => count <= option.People.Count && count <= _dispensable[option.From] && count <= _spare[option.To];

    private bool StaysWithinShift(MoveOption option)
        => double.IsInfinity(option.StayMinutes)
            || _site.TravelMinutes(option.From, option.To) + option.StayMinutes < option.People[0].WorkEndsMinutes;
}
