using System.Globalization;
using SyncOps.Cli.Terminal;
using SyncOps.Engine.Backtest;

namespace SyncOps.Cli.Backtests;

/// <summary>A back-test's report for people: a table, and what its figures mean.</summary>
internal static class BacktestScreen
{
    private static readonly string[] Header =
        ["policy", "loss", "unit-hours", "not worked on", "moves", "late units", "left units", "cards", "prevented"];

    public static void Tell(Screen screen, BacktestReport report)
    {
        screen.Line(
            $"Site '{report.Site}', {report.From} to {report.Until} ({report.Days} days), {report.Jobs:N0} jobs. "
            + $"Losses in {report.LossUnit}.");
        screen.Table(Header, [.. report.Policies.Select(Row), [.. Header.Select((_, c) => Clairvoyant(report, c))]]);
        foreach (var policy in report.Policies) screen.Line($"  {policy.Name}: {policy.How}.");
        screen.Line($"  clairvoyant: {report.Clairvoyant.How}.");
        screen.Line("  prevented: (static - policy) / (static - clairvoyant)" + (report.Days >= PreventedShare.LeastDays
            ? ", with a 95 % bootstrap interval over days." : $"; no interval with fewer than {PreventedShare.LeastDays} days."));
        screen.Line(report.ModelCheck.Sentence);
        screen.Line("Assumed:");
        foreach (var assumption in report.Assumptions) screen.Line($"  {assumption}");
    }

    private static IReadOnlyList<string> Row(PolicyReport policy) =>
    [
        policy.Name, Number(policy.Loss.Total), Number(policy.UnitHours), Number(policy.QueuedUnitHours), Number(policy.Moves),
        Number(policy.LateUnits), Number(policy.LeftUnits), policy.Cards is { } cards ? Number(cards) : "", Share(policy.Prevented),
    ];

    private static string Clairvoyant(BacktestReport report, int column) => column switch
    {
        0 => "clairvoyant",
        1 => Number(report.Clairvoyant.Loss),
        _ => "",
    };

    private static string Share(PreventedShare? prevented) => prevented switch
    {
        null => "",
        { Low: { } low, High: { } high } => $"{Percent(prevented.Share)} ({Percent(low)} to {Percent(high)})",
        _ => Percent(prevented.Share),
    };

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
