using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Pictures;

/// <summary>Policy against policy as SVG: loss over the day, waits and staffing by sector.</summary>
public static class DayPictures
{
    internal const string Font = "Arial";
    private const int Width = 1000;

    /// <summary>Okabe and Ito's colours, told apart by most eyes; the last one is black.</summary>
    private static readonly string[] Colors =
        ["#999999", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F", "#000000"];

    /// <summary>
    /// Writes <c>loss.svg</c>, <c>waits.svg</c> (means over all days) and <c>staffing.svg</c> (one day: the one at the 80th percentile of
    /// the first policy's losses, busy but not a disaster).
    /// </summary>
    public static void Draw(DayExperiment experiment, string folder)
    {
        Directory.CreateDirectory(folder);
        var first = experiment.Runs(experiment.Policies[0].Name);
        var day = first.OrderBy(r => r.Loss.Total).ElementAt((int)(0.8 * (first.Count - 1))).Day;
        Write(Loss(experiment), 560, Path.Combine(folder, "loss.svg"));
        Write(Panels(experiment, $"Mean wait by sector, {experiment.Days} days", "min", false,
            (run, s, m) => run.WaitMinutes(s, m), Enumerable.Range(0, experiment.Days)), 1100, Path.Combine(folder, "waits.svg"));
        Write(Panels(experiment, $"People at work by sector, day {day + 1}", "people", true,
            (run, s, m) => run.Working[m][s], [day]), 1100, Path.Combine(folder, "staffing.svg"));
    }

    private static PlotModel Loss(DayExperiment experiment)
    {
        var model = Model($"Cumulative loss, mean of {experiment.Days} days", experiment.File);
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left, Title = "money", Minimum = 0, MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColor.FromRgb(230, 230, 230),
        });
        for (var i = 0; i < experiment.Policies.Count; i++)
        {
            var runs = experiment.Runs(experiment.Policies[i].Name);
            var line = Line(experiment, i, stairs: false, key: null, title: true);
            for (var m = 0; m < runs[0].LossUntil.Count; m++)
                line.Points.Add(Point(experiment, m, runs.Average(r => r.LossUntil[m].Total)));
            model.Series.Add(line);
        }
        if (experiment.Bounds is { } bounds)
        {
            model.Series.Add(new ScatterSeries
            {
                Title = "clairvoyant bound", MarkerType = MarkerType.Diamond, MarkerSize = 6, MarkerFill = OxyColors.Black,
                Points = { new ScatterPoint(experiment.File.Clock.To.ToTimeSpan().TotalHours, bounds.Average()) },
            });
        }
        return model;
    }

    /// <summary>One panel a sector, one above the other, on one axis of time.</summary>
    private static PlotModel Panels(
        DayExperiment experiment, string title, string unit, bool stairs, Func<DayRun, int, int, double> value, IEnumerable<int> days)
    {
        var model = Model(title, experiment.File);
        var ids = experiment.File.Sectors.Select(s => s.Id).ToArray();
        var index = ids.Order(StringComparer.Ordinal).ToList();
        var chosen = days.ToArray();
        for (var row = 0; row < ids.Length; row++)
        {
            // The first sector of the file is on top.
            var top = 1 - (double)row / ids.Length;
            model.Axes.Add(new LinearAxis
            {
                Key = ids[row], Position = AxisPosition.Left, Title = $"{ids[row]}, {unit}", Minimum = 0, MinimumRange = 1,
                StartPosition = top - 0.92 / ids.Length, EndPosition = top, MajorGridlineStyle = LineStyle.Solid,
                MajorGridlineColor = OxyColor.FromRgb(230, 230, 230), MaximumPadding = 0.08,
            });
            for (var i = 0; i < experiment.Policies.Count; i++)
            {
                var runs = experiment.Runs(experiment.Policies[i].Name);
                var line = Line(experiment, i, stairs, ids[row], title: row == 0);
                // At closing time everybody has left.
                for (var m = 0; m < runs[0].Working.Count - 1; m++)
                    line.Points.Add(Point(experiment, m, chosen.Average(d => value(runs[d], index.IndexOf(ids[row]), m))));
                model.Series.Add(line);
            }
        }
        return model;
    }

    private static PlotModel Model(string title, DayFile file)
    {
        var model = new PlotModel
        {
            Title = title, TitleFontSize = 16, DefaultFont = Font, Background = OxyColors.White, Padding = new OxyThickness(8, 24, 24, 8),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal, LegendPadding = 28,
        });
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom, Title = "hour of day", MajorStep = 1, MinorStep = 0.5, Minimum = file.Clock.From.Hour,
            Maximum = file.Clock.To.Hour, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColor.FromRgb(240, 240, 240),
        });
        return model;
    }

    private static LineSeries Line(DayExperiment experiment, int policy, bool stairs, string? key, bool title)
    {
        var line = stairs ? new StairStepSeries() : new LineSeries();
        line.Title = title ? experiment.Policies[policy].Name : null;
        line.RenderInLegend = title;
        line.Color = OxyColor.Parse(Colors[policy % Colors.Length]);
        line.StrokeThickness = 1.8;
        line.YAxisKey = key;
        return line;
    }

    private static DataPoint Point(DayExperiment experiment, int mark, double value)
        => new(experiment.File.Clock.From.ToTimeSpan().TotalHours + mark * DayPlant.DecideEvery.TotalHours, value);

    internal static void Write(PlotModel model, int height, string path)
    {
        using var file = File.Create(path);
        new SvgExporter { Width = Width, Height = height }.Export(model, file);
    }
}
