using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>Where work goes: of a sector's executions, the share that each other activity follows in the same case.</summary>
internal static class Routes
{
    /// <summary>Small enough to hide rounding, large enough to read. Cut, not rounded, so that shares never sum above 1.</summary>
    private const int Decimals = 9;

    /// <summary>Every activity with its routes, by sector id. What a case ends with leaves the site.</summary>
    public static IEnumerable<(string Activity, string Sector, IReadOnlyList<Route> Next)> Learn(
        EventLog log, IReadOnlyDictionary<string, string> sectors)
    {
        var followers = log.Cases()
            .SelectMany(c => c.Zip(c.Skip(1), (from, to) => (From: from.Activity, To: to.Activity)))
            .GroupBy(pair => pair.From, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        return log.Executions
            .GroupBy(e => e.Activity, StringComparer.Ordinal)
            .Select(a => (a.Key, sectors[a.Key], Next(a.Count(), followers.GetValueOrDefault(a.Key, []), sectors)));
    }

    private static IReadOnlyList<Route> Next(
        int executions, (string From, string To)[] followers, IReadOnlyDictionary<string, string> sectors)
        => [.. followers
            .GroupBy(f => f.To, StringComparer.Ordinal)
            .Select(to => new Route
            {
                To = sectors[to.Key],
                Share = Math.Round((double)to.Count() / executions, Decimals, MidpointRounding.ToZero),
            })
            .OrderBy(r => r.To, StringComparer.Ordinal)];
}
