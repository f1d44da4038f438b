using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace SyncOps.Silo;

/// <summary>
/// One line an entry: time (UTC), level, category, message and what it was caused by. Only a failure of our own is told with its stack;
/// of calls that wait for a silo or a database that is away there are many, and their stacks say nothing.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    private const int LongestCause = 300;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write($"{time.GetUtcNow():HH:mm:ss} {Word(logEntry.LogLevel)} {Short(logEntry.Category)}: {OneLine(message)}");
        if (logEntry.Exception is { } failure)
        {
            if (logEntry.LogLevel >= LogLevel.Error && logEntry.Category.StartsWith("SyncOps", StringComparison.Ordinal))
                textWriter.Write($"{Environment.NewLine}{failure}");
            else textWriter.Write($" ({Cause(failure)})");
        }
        textWriter.WriteLine();
    }

    /// <summary>The exception and what it wraps, outermost first, without stacks.</summary>
    private static string Cause(Exception failure)
    {
        var causes = new List<string>();
        for (var next = failure; next is not null && causes.Count < 3; next = next.InnerException)
            causes.Add($"{next.GetType().Name}: {OneLine(next.Message)}");
        var text = string.Join(" <- ", causes);
        return text.Length <= LongestCause ? text : text[..LongestCause] + "...";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    // Type arguments of a category are longer than all the rest.
    private static string Short(string category)
        => category.IndexOf('`', StringComparison.Ordinal) is > 0 and var end ? category[..end] : category;

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "dbug",
    };
}
