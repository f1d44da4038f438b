using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using SyncOps.Lab.Day.Promises;

namespace SyncOps.Lab.Day.Pictures;

/// <summary>Promise against outcome, a dot a card, with the line of kept promises and the line through the origin that fits.</summary>
public static class PromisePicture
{
    /// <param name="unit">Of both axes: money or minutes.</param>
    public static void Draw(IReadOnlyList<KeptPromise> promises, PromiseScore score, string unit, string path)
    {
        var model = new PlotModel
        {
            Title = $"Promise and outcome, {score.Cards} cards: slope {score.Slope.Value:0.00}, bias {score.MeanBias.Value:P0}, "
                + $"{score.Coverage.Value:P0} within P20-P80",
            TitleFontSize = 15, DefaultFont = DayPictures.Font, Background = OxyColors.White,
            Padding = new OxyThickness(8, 24, 24, 8),
        };
        foreach (var (position, title) in new[] { (AxisPosition.Bottom, "promised"), (AxisPosition.Left, "brought") })
        {
            model.Axes.Add(new LinearAxis
            {
                Position = position, Title = $"{title}, {unit}", MajorGridlineStyle = LineStyle.Solid,
                MajorGridlineColor = OxyColor.FromRgb(230, 230, 230),
            });
        }
        var dots = new ScatterSeries
        {
            MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = OxyColor.FromAColor(140, OxyColor.Parse("#0072B2")),
        };
        foreach (var p in promises) dots.Points.Add(new ScatterPoint(p.Promised.P50, p.Outcome));
        model.Series.Add(dots);
        model.Annotations.Add(new LineAnnotation
        {
            Slope = 1, Intercept = 0, Color = OxyColors.Gray, LineStyle = LineStyle.Dash, Text = "kept",
        });
        model.Annotations.Add(new LineAnnotation
        {
            Slope = score.Slope.Value, Intercept = 0, Color = OxyColor.Parse("#D55E00"), LineStyle = LineStyle.Solid, Text = "fitted",
        });
        DayPictures.Write(model, 640, path);
    }
}
