using System.Text.Json;
using Spectre.Console;
using SyncOps.Engine.Contract;

namespace SyncOps.Cli.Terminal;

/// <summary>
/// What a command says. Results go to standard output: as JSON on request, drawn on a terminal, else as plain aligned text.
/// Progress and errors go to standard error, so that output can be piped.
/// </summary>
internal sealed class Screen(TextWriter output, TextWriter error, bool drawsOutput, bool drawsError)
{
    /// <summary>The process's own streams; what is redirected is not drawn on.</summary>
    public static Screen OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    public void Line(string text = "") => output.WriteLine(text);

    public void Json<T>(T document) => output.WriteLine(JsonSerializer.Serialize(document, ContractJson.Indented));

    public void Error(string text) => error.WriteLine(text);

    public void Table(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (drawsOutput)
        {
            var table = new Table().RoundedBorder();
            foreach (var name in header) table.AddColumn(Markup.Escape(name));
            foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
            ConsoleOn(output).Write(table);
            return;
        }
        var widths = header.Select((name, c) => rows.Select(r => r[c].Length).Append(name.Length).Max()).ToArray();
        foreach (var row in rows.Prepend(header))
            output.WriteLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
    }

    /// <summary>Runs long work, under a bar where someone looks on. The work reports how much of the total is done.</summary>
    public async Task<T> Progress<T>(string title, double total, Func<Action<double>, Task<T>> work)
    {
        if (!drawsError) return await work(_ => { });
        return await ConsoleOn(error).Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total));
                return await work(done => bar.Value = done);
            });
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer)
        => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
