using System.Collections.Concurrent;
using System.Diagnostics;

namespace SyncOps.Tests.Shared;

/// <summary>
/// The real host as its users start it: a process of its own on a free loopback port, with a data directory that is empty at first and
/// deleted afterwards.
/// </summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private const int KeptLines = 200;

    private readonly IReadOnlyList<string> _options;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("syncops-silo-");
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;
    private TaskCompletionSource _ready = new();

    private SiloProcess(IReadOnlyList<string> options) => _options = options;

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Free()}");

    public string DataDirectory => _data.FullName;

    /// <summary>From the start of the process to its address on standard output, the last time it was started.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>The last lines that the host wrote, for the message of a failed test.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The running process's id. Throws when it was killed or has ended and was not run again.</summary>
    public int Id => Running.Id;

    private Process Running => _process ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>Starts a host, ready when it has printed its address; throws with its output when it does not in a minute.</summary>
    /// <param name="options">Further words for the command line.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="prepare">Gets the path of the empty data directory before the host starts.</param>
    public static async Task<SiloProcess> StartAsync(
        IReadOnlyList<string> options, CancellationToken cancellation, Func<string, Task>? prepare = null)
    {
        var silo = new SiloProcess(options);
        try
        {
            if (prepare is not null) await prepare(silo.DataDirectory);
            await silo.RunAsync(cancellation);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the host without a word to anyone, as a power cut does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        Forget();
    }

    /// <summary>Stops the host where it stands, for so long, and lets it go on (SIGSTOP, SIGCONT). False: it has ended since.</summary>
    public async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        var process = Running;
        await Send("STOP", process, cancellation);
        await Task.Delay(pause, cancellation);
        await Send("CONT", process, cancellation);
        // A silo that was found dead meanwhile learns of it when it next looks, and ends.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        return !process.HasExited;
    }

    /// <summary>Sends a signal by its name without SIG, and answers the exit code and the time that the host took to end.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> SignalAsync(string signal, CancellationToken cancellation)
    {
        var process = Running;
        var sent = Stopwatch.GetTimestamp();
        await Send(signal, process, cancellation);
        await process.WaitForExitAsync(cancellation);
        var end = (process.ExitCode, Stopwatch.GetElapsedTime(sent));
        Forget();
        return end;
    }

    /// <summary>Runs the host on its address and data, for the first time or after it has ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var ready = _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var authority = Address.GetLeftPart(UriPartial.Authority);
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Silo(), "--urls", authority, "--data", _data.FullName, .. _options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data.FullName,
        };
        var process = _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The host ended before it was ready:\n{Output}"));
        var began = Stopwatch.GetTimestamp();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(StartLimit, cancellation);
            StartTook = Stopwatch.GetElapsedTime(began);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"The host did not print {authority} within {StartLimit.TotalSeconds} s:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Delete(recursive: true);
    }

    private static async Task Send(string signal, Process process, CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(cancellation);
    }

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (_lines.Count > KeptLines) _lines.TryDequeue(out _);
        if (line.Contains(Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
