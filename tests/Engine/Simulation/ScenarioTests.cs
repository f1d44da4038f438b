using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Simulation;

public class ScenarioTests
{
    private static readonly ScenarioDay Day = new(DemoDay.Floor, DemoDay.Scenario, new DateOnly(2026, 3, 2));

    [Fact]
    public void The_forecast_of_picking_averages_1600_lines_an_hour_over_the_shift()    // 640 orders/h x 2.5 lines
    {
        var points = Day.Document().Forecast.Where(p => p.Sector == "pick").ToList();

        var lines = points.Zip(points.Skip(1)).Sum(pair => pair.First.UnitsPerHour * (pair.Second.At - pair.First.At).TotalHours);
        Assert.Equal(9 * 1600, lines, 0.1);
        Assert.Equal(DemoDay.At(17), points[^1].At);
        Assert.Equal(0, points[^1].UnitsPerHour);
    }

    [Fact]
    public void The_forecast_peaks_at_eleven_as_the_shape_says()
    {
        // Shape(10.875 h) = 0.75 + 0.72 exp(-(0.125/1.3)^2) + 0.35 exp(-4.125^2) = 1.4634; mean of the shape over 8-17 h = 1.00300.
        var quarter = Day.Document().Forecast.Single(p => p.Sector == "pick" && p.At == DemoDay.At(10, 45));

        Assert.Equal(1600 * 1.4634 / 1.0030, quarter.UnitsPerHour, 5.0);
    }

    [Fact]
    public void A_flat_forecast_is_two_points()
    {
        var dock = Day.Document().Forecast.Where(p => p.Sector == "dock").Select(p => (p.At, p.UnitsPerHour));

        Assert.Equal([(DemoDay.At(8), 960.0), (DemoDay.At(15), 0.0)], dock);
    }

    [Fact]
    public void Sectors_without_outside_arrivals_have_no_forecast()
        => Assert.Equal(["dock", "pick"], Day.Document().Forecast.Select(p => p.Sector).Distinct());

    [Fact]
    public void Each_sector_takes_its_breaks_in_thirds()
    {
        var document = Day.Document();
        var starts = DemoDay.Floor.Resources
            .Where(r => r.Home == "pack")
            .Select(r => document.Roster.Single(e => e.Resource == r.Id).Shifts[0].Breaks[0].Start)
            .CountBy(start => start).OrderBy(group => group.Key);

        // 33 packers: eleven each at 09:30, 09:45 and 10:00.
        Assert.Equal([(DemoDay.At(9, 30), 11), (DemoDay.At(9, 45), 11), (DemoDay.At(10), 11)], starts.Select(g => (g.Key, g.Value)));
    }

    [Fact]
    public void Trucks_are_cut_offs_of_loading()
    {
        var cutOffs = Day.Document().CutOffs.Select(c => (c.Sector, c.OrderBy, c.Leaves, c.CostPerLateUnit));

        Assert.Equal(
            [
                ("load", DemoDay.At(10, 30), DemoDay.At(12), 6.0),
                ("load", DemoDay.At(13), DemoDay.At(14, 30), 6.0),
                ("load", DemoDay.At(15), DemoDay.At(16, 30), 6.0),
            ],
            cutOffs);
    }

    [Fact]
    public void The_day_opens_at_eight_local_time_on_both_sides_of_the_change_to_summer_time()
    {
        var before = new ScenarioDay(DemoDay.Floor, DemoDay.Scenario, new DateOnly(2026, 3, 28));
        var change = new ScenarioDay(DemoDay.Floor, DemoDay.Scenario, new DateOnly(2026, 3, 29));

        Assert.Equal(new DateTimeOffset(2026, 3, 28, 7, 0, 0, TimeSpan.Zero), before.Opens);    // 08:00 +01:00
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 6, 0, 0, TimeSpan.Zero), change.Opens);    // 08:00 +02:00
        Assert.Equal(9, (change.Closes - change.Opens).TotalHours);
    }

    [Fact]
    public void A_shift_across_the_change_to_summer_time_is_an_hour_shorter_and_still_gets_its_mean()
    {
        var night = DemoDay.Calm with
        {
            Opens = new TimeOnly(1, 0), Closes = new TimeOnly(9, 0), Clears = new TimeOnly(9, 30), Breaks = new BreakRules(),
            Arrivals = [new ArrivalProcess { Id = "orders", Sector = "pick", PerHour = 3600 }],
        };
        var day = new ScenarioDay(DemoDay.Floor, night, new DateOnly(2026, 3, 29));

        Assert.Equal(7, (day.Closes - day.Opens).TotalHours);      // 01:00 +01:00 to 09:00 +02:00
        Assert.Equal(2, day.Document().Forecast.Count);            // flat: one point, and the 0 at the close
        Assert.Equal(3600, day.ArrivalsPerHour(0, day.Opens.AddHours(6.9)), 9);
        Assert.Equal(0, day.ArrivalsPerHour(0, day.Closes));
    }

    [Fact]
    public void Every_fault_of_a_scenario_is_listed_with_its_path()
    {
        var json = DemoDay.Text("scenario.json")
            .Replace("\"closes\": \"17:00\"", "\"closes\": \"07:00\"", StringComparison.Ordinal)
            .Replace("\"sector\": \"dock\"", "\"sector\": \"cellar\"", StringComparison.Ordinal)
            .Replace("\"absence\": 0.05", "\"absence\": 1.5", StringComparison.Ordinal)
            .Replace("\"out-06\"", "\"nobody\"", StringComparison.Ordinal)
            .Replace("\"arrivals\": \"orders\"", "\"arrivals\": \"returns\"", StringComparison.Ordinal);

        var refusal = ScenarioReader.Read(json, DemoDay.Floor).Refusal!;

        Assert.Superset(
            new HashSet<string> { "$.closes", "$.arrivals[1].sector", "$.absence", "$.firstDay[0].resources[0]", "$.shocks[1].arrivals" },
            refusal.Faults!.Select(f => f.Path).ToHashSet());
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("null", "$")]
    [InlineData("""{"seed": 1, "opens": "8 o'clock", "closes": "17:00", "clears": "17:15", "arrivals": []}""", "$.opens")]
    public void What_is_not_a_scenario_is_refused_not_thrown(string json, string path)
        => Assert.Equal(path, ScenarioReader.Read(json, DemoDay.Floor).Refusal!.Faults![0].Path);
}
