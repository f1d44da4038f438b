using SyncOps.Engine.Alerts;

namespace SyncOps.Lab.Alerts;

/// <summary>What a run of the command may vary.</summary>
public sealed record AlertsOptions
{
    public HorizonCounts Counts { get; init; }

    /// <summary>Horizons in hours, each at least 1.</summary>
    public IReadOnlyList<int> Horizons { get; init; } = [1, 2, 3];

    /// <summary>The model's options for a lead; the threshold, lead and holidays are set by the run.</summary>
    public Func<int, AlertModelOptions> Model { get; init; } = lead => new AlertModelOptions { LeadHours = lead };
}

/// <summary>One predicted hour, its date and hour as in the test file.</summary>
public sealed record AlertsRow(string Date, string Hour, int HorizonHours, double Probability);

/// <summary>One horizon's scores, of the engine and of the baselines on the same rows.</summary>
public sealed record AlertsHorizon(int HorizonHours, ProbabilityScore Syncops, ProbabilityScore Logistic, ProbabilityScore Climatology);

/// <summary>As printed; the reliability error is the expected calibration error in ten bins of equal count.</summary>
public sealed record AlertsResult(
    int TrainRows, int TestRows, double BaseRate, string HorizonCounts, IReadOnlyList<AlertsHorizon> Horizons);

/// <summary>Fits on the training rows alone and predicts every test row, from rows of either file that had ended in time.</summary>
public static class AlertsRun
{
    public static (IReadOnlyList<AlertsRow> Rows, AlertsResult Result) Of(
        IReadOnlyList<BorderHallRow> train, IReadOnlyList<BorderHallRow> test, AlertsOptions options, Action<string> progress)
    {
        QueueHour[] training = [.. train.Select(row => row.Observed).OrderBy(row => row.Hour)];
        if (training[^1].Hour >= test.Min(row => row.Observed.Hour))
            throw new InstanceException("The training rows must all lie before the test rows.");

        var past = new QueueHistory(training);
        var history = new QueueHistory([.. training, .. test.Select(row => row.Observed)]);
        var climatology = new Climatology(training);
        bool[] events = [.. test.Select(row => row.Observed.MaxWaitMinutes > BorderHall.ThresholdMinutes)];
        var first = DateOnly.FromDayNumber(training[0].Hour / 24).Year;
        var last = DateOnly.FromDayNumber(test.Max(row => row.Observed.Hour) / 24).Year;

        var rows = new List<AlertsRow>();
        var horizons = new List<AlertsHorizon>();
        foreach (var horizon in options.Horizons)
        {
            progress($"fitting {horizon} h ahead");
            var lead = options.Counts == HorizonCounts.ToStart ? horizon : horizon - 1;
            var model = AlertModel.Fit(past, [.. training.Select(row => row.Hour).Distinct()], options.Model(lead) with
            {
                ThresholdMinutes = BorderHall.ThresholdMinutes, LeadHours = lead, Holidays = FederalHolidays.Between(first - 1, last + 1),
            });
            var logistic = new StateLogistic(climatology, past, training, lead);
            double[] probabilities = [.. test.Select(row => model.Probability(history, row.Observed.Hour))];
            rows.AddRange(test.Select((row, i) => new AlertsRow(row.Date, row.HourText, horizon, probabilities[i])));
            horizons.Add(new AlertsHorizon(
                horizon,
                ProbabilityScore.Of(probabilities, events),
                ProbabilityScore.Of([.. test.Select(row => logistic.Probability(history, row.Observed.Hour))], events),
                ProbabilityScore.Of([.. test.Select(row => climatology.Probability(row.Observed.Hour))], events)));
        }
        var counts = options.Counts == HorizonCounts.ToStart ? "to the start of the target hour" : "to the end of the target hour";
        return (rows, new AlertsResult(training.Length, test.Count, events.Average(e => e ? 1.0 : 0), counts, horizons));
    }
}
