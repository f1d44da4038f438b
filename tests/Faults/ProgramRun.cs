using System.Diagnostics;

namespace SyncOps.Tests.Faults;

/// <summary>One run of a built program to its own end, or to that of the test.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ProgramRun(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasEnded => _process.HasExited;

    public static ProgramRun Start(string dll, params string[] arguments) => StartIn([], dll, arguments);

    /// <summary>With more in its environment than the tests have.</summary>
    public static ProgramRun StartIn(IEnumerable<(string Name, string Value)> environment, string dll, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ProgramRun(Process.Start(start) ?? throw new InvalidOperationException($"{dll} could not be started."));
    }

    /// <summary>How it ended; a run past the limit is killed and throws.</summary>
    public async Task<ProgramEnd> EndAsync(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation).WaitAsync(limit, cancellation);
        }
        catch (TimeoutException)
        {
            await KillAsync();
            throw new TimeoutException($"The program did not end within {limit.TotalSeconds} s:\n{await _output}{await _error}");
        }
        return new ProgramEnd(_process.ExitCode, await _output, await _error);
    }

    /// <summary>Ends it without a word, as a power cut does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}

/// <summary>What a program left behind.</summary>
internal sealed record ProgramEnd(int ExitCode, string Output, string Error);
