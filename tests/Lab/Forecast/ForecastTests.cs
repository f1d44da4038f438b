using SyncOps.Lab;
using SyncOps.Lab.Forecast;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Forecast;

/// <summary>Half of the M4 competition's hourly series; their last 48 hours are used for scoring alone.</summary>
public sealed class ForecastTests
{
    [Fact]
    public void The_forecast_beats_the_published_baselines_on_hourly_series()
    {
        var history = SeriesFile.Read(SharedData.Data("m4-hourly", "train.csv"));
        var truth = SeriesFile.Read(SharedData.Data("m4-hourly", "test.csv"));

        var scores = ForecastCommand.Score(history, 24, truth, ForecastCommand.Forecast(history, 24, 48));

        // The baselines as recomputed from the competition's definitions hold the measures; measured for the policy: 8.894 / 0.789 / 0.406.
        Assert.Equal(["syncops", "snaive", "naive2"], scores.Select(s => s.Policy));
        Assert.Equal((13.979, 1.233, 0.637), Rounded(scores[1]));
        Assert.Equal((18.224, 2.432, 1.0), Rounded(scores[2]));
        Assert.InRange(scores[0].Owa, 0.30, 0.41);
    }

    [Fact]
    public void Series_are_written_as_they_are_read()
    {
        var path = Path.GetTempFileName();
        File.WriteAllLines(path, ["\"H1\",\"1.5\",\"2\"", "H2,3,,"]);

        SeriesFile.Write(path, SeriesFile.Read(path));

        Assert.Equal(["H1,1.5,2", "H2,3"], File.ReadAllLines(path));
        File.Delete(path);
    }

    [Fact]
    public void A_cell_that_is_no_number_is_named()
    {
        var path = Path.GetTempFileName();
        File.WriteAllLines(path, ["H1,1,two"]);

        Assert.Equal($"{path}: \"two\" is not a number.", Assert.Throws<InstanceException>(() => SeriesFile.Read(path)).Message);
        File.Delete(path);
    }

    private static (double, double, double) Rounded(ForecastScore s)
        => (Math.Round(s.Smape, 3), Math.Round(s.Mase, 3), Math.Round(s.Owa, 3));
}
