using SyncOps.Engine.Alerts;
using Xunit;

namespace SyncOps.Tests.Engine.Alerts;

public sealed class AlertScoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Hits_misses_and_false_alarms_are_counted_within_the_window()
    {
        // pick: alert at 0 is 30 min before the onset; the one at 100 is followed by none. pack: 5 min ahead is too late.
        var score = Score([Alert("pick", 0), Alert("pick", 100), Alert("pack", 0)], [Onset("pick", 30), Onset("pack", 5)]);

        Assert.Equal((1, 2, 1), (score.Hits, score.FalseAlarms, score.Misses));
        Assert.Equal(1.0 / 3, score.Precision!.Value, precision: 12);
        Assert.Equal(0.5, score.Recall!.Value, precision: 12);
        Assert.Equal(30, score.MedianLeadMinutes);
        Assert.Equal(0.5, score.FalseAlarmsPerSectorShift);     // 2 in 2 sectors x 2 shifts
    }

    [Fact]
    public void One_alert_answers_for_one_onset_only()
    {
        var score = Score([Alert("pick", 0)], [Onset("pick", 20), Onset("pick", 40)]);

        Assert.Equal((1, 0, 1), (score.Hits, score.FalseAlarms, score.Misses));
    }

    [Fact]
    public void A_second_alert_for_one_onset_is_a_false_alarm()
        => Assert.Equal(1, Score([Alert("pick", 0), Alert("pick", 5)], [Onset("pick", 30)]).FalseAlarms);

    [Fact]
    public void The_earliest_alert_is_matched_so_that_the_later_one_is_left_for_the_next_onset()
    {
        var score = Score([Alert("pick", 10), Alert("pick", 0)], [Onset("pick", 20), Onset("pick", 65)]);     // 65 - 0 is past 60

        Assert.Equal(2, score.Hits);
        Assert.Equal(37.5, score.MedianLeadMinutes);    // (20 + 55)/2
    }

    [Fact]
    public void Nothing_to_divide_by_is_no_figure()
    {
        var score = Score([], []);

        Assert.Null(score.Precision);
        Assert.Null(score.Recall);
        Assert.Null(score.MedianLeadMinutes);
    }

    private static AlertScore Score(Alert[] alerts, Onset[] onsets)
        => AlertScore.Of(alerts, onsets, minLead: TimeSpan.FromMinutes(10), maxLead: TimeSpan.FromMinutes(60), sectorShifts: 4);

    private static Alert Alert(string sector, double minutes)
        => new(sector, Noon.AddMinutes(minutes), Noon.AddMinutes(minutes + 30), Noon.AddMinutes(minutes + 30), 0.5, Repeats: 0);

    private static Onset Onset(string sector, double minutes) => new(sector, Noon.AddMinutes(minutes));
}
