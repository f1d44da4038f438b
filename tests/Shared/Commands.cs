using System.Diagnostics;

namespace SyncOps.Tests.Shared;

/// <summary>Programs of the system that a test needs, run to their end.</summary>
internal static class Commands
{
    public static bool IsInstalled(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/sbin")
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>What it wrote to standard output. Throws with all that it wrote when it fails.</summary>
    public static async Task<string> Output(string program, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var (code, output, error) = await End(program, words, cancellation);
        return code == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with code {code}: {output}{error}");
    }

    /// <inheritdoc cref="Output"/>
    public static Task Run(string program, IReadOnlyList<string> words, CancellationToken cancellation)
        => Output(program, words, cancellation);

    /// <summary>Whether it succeeded.</summary>
    public static async Task<bool> TryRun(string program, IReadOnlyList<string> words, CancellationToken cancellation)
        => (await End(program, words, cancellation)).Code == 0;

    private static async Task<(int Code, string Output, string Error)> End(
        string program, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
