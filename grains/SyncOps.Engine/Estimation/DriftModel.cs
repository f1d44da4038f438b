using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Estimation;

/// <summary>
/// One cause of deviation: a stationary Gaussian process of mean 0 whose memory fades exponentially (Ornstein, Uhlenbeck 1930).
/// </summary>
/// <param name="Sd">Standard deviation while nothing was observed, as a share of what is standard, above 0.</param>
/// <param name="Hours">Hours after which a deviation has faded to 1/e, above 0.</param>
public readonly record struct DriftPart(double Sd, double Hours)
{
    /// <summary>Share of a deviation that is left after so many hours.</summary>
    public double Left(double hours) => PortableMath.Exp(-hours / Hours);

    /// <summary>Integral of what is left of a deviation of 1 from now for so many hours, h.</summary>
    public double LeftUntil(double hours) => Hours * (1 - Left(hours));

    /// <summary>Variance of the integral over so many hours of what comes new from now on, h^2.</summary>
    public double NewUntil(double hours)
    {
        var left = Left(hours);
        return Math.Max(0, Sd * Sd * Hours * Hours * (2 * hours / Hours - 3 + 4 * left - left * left));
    }
}

/// <summary>
/// How a rate differs from what is standard or planned: rate = standard x (1 + sum of the parts). The parts are independent and none is
/// observed alone; a Kalman filter (1960) tells them apart by how long they last. Pure; an update costs O(1).
/// </summary>
public sealed class DriftModel
{
    /// <summary>Surprises are weighed against this many observations that were as expected.</summary>
    private const double ExpectedSurprises = 20;

    /// <summary>And at most this many are remembered, so that a floor that has become calm is believed after a while.</summary>
    private const double MostSurprises = 200;

    private readonly DriftPart[] _parts;

    private DriftModel(params DriftPart[] parts) => _parts = parts;

    /// <summary>
    /// A sector's pace against the standard rates of its people: what is lasting (rates set too high or low), the day's own, and swings
    /// of a few hours. The sds are assumptions held before anything is known; <see cref="Widening"/> answers a floor that varies more.
    /// </summary>
    public static readonly DriftModel Pace = new(new DriftPart(0.05, 720), new DriftPart(0.08, 12), new DriftPart(0.10, 2.25));

    /// <summary>Outside arrivals against the day's forecast: the day's level, and swings of two hours and of half an hour.</summary>
    public static readonly DriftModel Level = new(new DriftPart(0.09, 48), new DriftPart(0.08, 2), new DriftPart(0.09, 0.5));

    public IReadOnlyList<DriftPart> Parts => _parts;

    /// <summary>What is known before anything was observed.</summary>
    public Drift Unknown(DateTimeOffset at)
    {
        var covariance = new double[_parts.Length * _parts.Length];
        for (var i = 0; i < _parts.Length; i++) covariance[i * _parts.Length + i] = _parts[i].Sd * _parts[i].Sd;
        return new Drift { At = at, Means = new double[_parts.Length], Covariance = covariance };
    }

    /// <summary>
    /// What is left of the knowledge at a later instant; the same at an earlier one. A drift of another number of parts, from an older
    /// version, is given up.
    /// </summary>
    public Drift Aged(Drift drift, DateTimeOffset at)
    {
        if (drift.Means.Count != _parts.Length) return Unknown(at);
        if (at <= drift.At) return drift;
        var n = _parts.Length;
        var left = new double[n];
        for (var i = 0; i < n; i++) left[i] = _parts[i].Left((at - drift.At).TotalHours);
        var (means, covariance) = (new double[n], new double[n * n]);
        for (var i = 0; i < n; i++)
        {
            means[i] = left[i] * drift.Means[i];
            for (var j = 0; j < n; j++) covariance[i * n + j] = left[i] * left[j] * drift.Covariance[i * n + j];
            covariance[i * n + i] += _parts[i].Sd * _parts[i].Sd * (1 - left[i] * left[i]);
        }
        return drift with { At = at, Means = means, Covariance = covariance };
    }

    /// <summary>
    /// Takes in one observation: real over standard rate less 1, until an instant, with the variance that chance gives it. The parts share
    /// its surprise by how uncertain each was, which is the linear Bayes estimate (credibility) and, for counts with a gamma level, the
    /// exact mean.
    /// </summary>
    public Drift Observed(Drift before, DateTimeOffset at, double deviation, double chanceVariance)
    {
        var drift = Aged(before, at);
        var n = _parts.Length;
        var toAll = new double[n];
        var variance = chanceVariance;
        var surprise = deviation;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) toAll[i] += drift.Covariance[i * n + j];
            variance += toAll[i];
            surprise -= drift.Means[i];
        }
        var (means, covariance) = (new double[n], new double[n * n]);
        for (var i = 0; i < n; i++)
        {
            means[i] = drift.Means[i] + toAll[i] / variance * surprise;
            for (var j = 0; j < n; j++) covariance[i * n + j] = drift.Covariance[i * n + j] - toAll[i] * toAll[j] / variance;
        }
        var kept = Math.Min(1, MostSurprises / (drift.Observations + 1));
        return drift with
        {
            Means = means, Covariance = covariance, Observations = kept * (drift.Observations + 1),
            Surprises = kept * (drift.Surprises + surprise * surprise / variance),
        };
    }

    /// <summary>
    /// What sds are to be multiplied with, at least 1: observations surprised more than the parts and chance explain. Never below 1,
    /// because chance that was put too high would hide how much the parts vary.
    /// </summary>
    public static double Widening(Drift drift)
        => Math.Sqrt(Math.Max(1, (ExpectedSurprises + drift.Surprises) / (ExpectedSurprises + drift.Observations)));
}
