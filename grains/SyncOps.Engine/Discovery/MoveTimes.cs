using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>How long a move takes: the median of workers' short pauses between executions in different sectors.</summary>
internal static class MoveTimes
{
    /// <summary>A longer pause is a meal, a shortage of work or the end of a shift.</summary>
    private static readonly TimeSpan LongestMove = TimeSpan.FromMinutes(60);

    private const int EnoughPauses = 5;
    private const int EnoughPausesOfPair = 10;
    private const double DefaultMinutes = 5;

    /// <summary>A pair nearer to the general time than this needs no line of its own.</summary>
    private const double NotableMinutes = 1;

    public static MoveRules Learn(EventLog log, IReadOnlyDictionary<string, string> sectors, List<Guess> guesses)
    {
        var pauses = log.Workers().SelectMany(Pauses)
            .Select(p => (From: sectors[p.From], To: sectors[p.To], p.Minutes)).ToArray();
        if (pauses.Length < EnoughPauses)
        {
            guesses.Add(new(
                "$.moves.minutes", $"{DefaultMinutes}",
                $"Workers were seen changing sectors within {LongestMove.TotalMinutes} min only {pauses.Length} times."));
            return new MoveRules { Minutes = DefaultMinutes };
        }

        var general = Minutes([.. pauses.Select(p => p.Minutes)]);
        guesses.Add(new(
            "$.moves.minutes", $"{general}",
            $"Median of {pauses.Length} pauses of up to {LongestMove.TotalMinutes} min between sectors; some of it is waiting for work."));
        return new MoveRules
        {
            Minutes = general,
            Between = [.. pauses
                .GroupBy(p => (p.From, p.To))
                .Where(pair => pair.Count() >= EnoughPausesOfPair)
                .Select(pair => new MoveTime(pair.Key.From, pair.Key.To, Minutes([.. pair.Select(p => p.Minutes)])))
                .Where(pair => Math.Abs(pair.Minutes - general) >= NotableMinutes)
                .OrderBy(pair => pair.From, StringComparer.Ordinal).ThenBy(pair => pair.To, StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<(string From, string To, double Minutes)> Pauses(Execution[] executions)
    {
        var last = executions[0];
        foreach (var next in executions.Skip(1))
        {
            var pause = next.Start - last.End;
            if (next.Activity != last.Activity && pause >= TimeSpan.Zero && pause <= LongestMove)
                yield return (last.Activity, next.Activity, pause.TotalMinutes);
            // The one that ends last is where the worker comes from.
            if (next.End >= last.End) last = next;
        }
    }

    private static double Minutes(double[] pauses) => Math.Round(Median.Of(pauses)!.Value, 1);
}
