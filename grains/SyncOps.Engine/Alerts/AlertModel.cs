using SyncOps.Engine.Alerts.Trees;
using SyncOps.Engine.Simulation;

namespace SyncOps.Engine.Alerts;

/// <summary>
/// The probability that an hour's longest wait will pass a threshold, so many hours before it starts: the mean log-odds of several
/// gradient-boosted tree models on calendar, latest hours and climatology, optionally calibrated on the latest training hours. The same
/// history, options and seed give the same numbers on any machine.
/// </summary>
public sealed class AlertModel
{
    private readonly AlertModelOptions _options;
    private readonly AlertFeatures _features;
    private readonly GradientBoostedTrees[] _members;
    private readonly LogisticRegression? _calibration;

    private AlertModel(AlertModelOptions options, GradientBoostedTrees[] members, LogisticRegression? calibration)
    {
        _options = options;
        _features = new AlertFeatures(options.ThresholdMinutes, options.Holidays);
        _members = members;
        _calibration = calibration;
    }

    /// <summary>
    /// Fits to the given hours, ascending, each with a row in the history. Of each hour the model is shown only what was known
    /// <see cref="AlertModelOptions.LeadHours"/> before its start. Throws <see cref="ArgumentException"/> for no hours, hours without a
    /// row or options out of range.
    /// </summary>
    public static AlertModel Fit(QueueHistory history, IReadOnlyList<int> hours, AlertModelOptions options)
    {
        Check(hours, options);
        var features = new AlertFeatures(options.ThresholdMinutes, options.Holidays);
        double[][] rows = [.. hours.Select(hour => features.Of(history.KnownAt(hour - options.LeadHours), hour))];
        bool[] events = [.. hours.Select(hour => history.Label(hour).MaxWaitMinutes > options.ThresholdMinutes)];
        return new AlertModel(options, FitMembers(rows, events, options), Calibrate(rows, events, options));
    }

    /// <summary>
    /// Probability (0..1) of the event in an hour, from the rows that end by <see cref="AlertModelOptions.LeadHours"/> before its start.
    /// The hour itself needs no row.
    /// </summary>
    public double Probability(QueueHistory history, int hour)
    {
        var logOdds = MeanLogOdds(_members, _features.Of(history.KnownAt(hour - _options.LeadHours), hour));
        return _calibration?.Probability([logOdds]) ?? Logistic.Probability(logOdds);
    }

    private static GradientBoostedTrees[] FitMembers(double[][] rows, bool[] events, AlertModelOptions options)
        => [.. options.Members.Select((member, m) =>
            GradientBoostedTrees.Fit(rows, events, member, RandomStream.For(options.Seed, $"alerts/member/{m}")))];

    // Members that have not seen the latest hours say how far the log-odds must be stretched and shifted there.
    private static LogisticRegression? Calibrate(double[][] rows, bool[] events, AlertModelOptions options)
    {
        var heldOut = (int)(options.CalibrationShare * rows.Length);
        if (heldOut == 0) return null;
        var members = FitMembers(rows[..^heldOut], events[..^heldOut], options);
        double[][] logOdds = [.. rows[^heldOut..].Select(row => (double[])[MeanLogOdds(members, row)])];
        return LogisticRegression.Fit(logOdds, events[^heldOut..]);
    }

    private static double MeanLogOdds(GradientBoostedTrees[] members, double[] row)
    {
        var sum = 0.0;
        foreach (var member in members) sum += member.LogOdds(row);
        return sum / members.Length;
    }

    private static void Check(IReadOnlyList<int> hours, AlertModelOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(hours.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ThresholdMinutes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LeadHours);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LeadHours, 24);
        ArgumentOutOfRangeException.ThrowIfZero(options.Members.Count);
        if (options.CalibrationShare is not (>= 0 and <= 0.5))
            throw new ArgumentOutOfRangeException(nameof(options), options.CalibrationShare, "The calibration share must be in 0..0.5.");
    }
}
