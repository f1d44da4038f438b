namespace SyncOps.Engine.Alerts;

/// <summary>How good probabilities of events were.</summary>
/// <param name="Auc">Probability that an event was given more than a non-event, ties half (Mann and Whitney 1947); 0.5 is no skill.</param>
/// <param name="Brier">Mean of (p - outcome)^2 (G. W. Brier 1950), 0 is perfect.</param>
/// <param name="ReliabilityError">
/// Expected calibration error: in ten bins of equal count by p, the mean of |mean p - share of events| weighted by the bins' counts.
/// </param>
public sealed record ProbabilityScore(double Auc, double Brier, double ReliabilityError)
{
    private const int Bins = 10;

    /// <summary>Scores predictions against outcomes, one each; there must be at least one event and one that is none.</summary>
    public static ProbabilityScore Of(IReadOnlyList<double> probabilities, IReadOnlyList<bool> events)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Count, events.Count);
        var positives = events.Count(e => e);
        if (positives == 0 || positives == events.Count)
            throw new ArgumentException("There must be an event and a non-event.", nameof(events));

        int[] order = [.. Enumerable.Range(0, events.Count).OrderBy(i => probabilities[i])];
        var brier = order.Sum(i => Square(probabilities[i] - (events[i] ? 1 : 0))) / order.Length;
        return new ProbabilityScore(
            AreaUnderCurve(order, probabilities, events, positives), brier, CalibrationError(order, probabilities, events));
    }

    private static double AreaUnderCurve(int[] order, IReadOnlyList<double> probabilities, IReadOnlyList<bool> events, int positives)
    {
        double pairs = 0, negativesBelow = 0;
        for (var start = 0; start < order.Length;)
        {
            int end = start, tiedPositives = 0;
            for (; end < order.Length && probabilities[order[end]] <= probabilities[order[start]]; end++)
            {
                if (events[order[end]]) tiedPositives++;
            }
            var tiedNegatives = end - start - tiedPositives;
            pairs += tiedPositives * (negativesBelow + tiedNegatives / 2.0);
            negativesBelow += tiedNegatives;
            start = end;
        }
        return pairs / positives / (order.Length - positives);
    }

    private static double CalibrationError(int[] order, IReadOnlyList<double> probabilities, IReadOnlyList<bool> events)
    {
        var error = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            var gap = 0.0;
            for (var k = bin * order.Length / Bins; k < (bin + 1) * order.Length / Bins; k++)
                gap += probabilities[order[k]] - (events[order[k]] ? 1 : 0);
            error += Math.Abs(gap);
        }
        return error / order.Length;
    }

    private static double Square(double x) => x * x;
}
