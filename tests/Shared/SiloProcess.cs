using System.Collections.Concurrent;
using System.Diagnostics;

namespace SyncOps.Tests.Shared;

/// <summary>
/// The real host as its users start it: a process of its own on a free loopback port, with a data directory that is empty at first and
/// deleted afterwards.
/// </summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(180);
    private const int KeptLines = 200;

    private readonly IReadOnlyList<string> _options;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("syncops-silo-");
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;
    private TaskCompletionSource _ready = new();

    private SiloProcess(IReadOnlyList<string> options) => (_options, DataDirectory) = (options, _data.FullName);

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Free()}");

    /// <summary>At first a directory of its own, which is deleted afterwards.</summary>
    public string DataDirectory { get; set; }

    /// <summary>The assembly that is started, from the next start on: that of this tree, or of another release.</summary>
    public string Program { get; set; } = BuiltProgram.Silo();

    /// <summary>The group id that the process runs under; null: that of the tests. Only root may give one.</summary>
    public int? Group { get; set; }

    /// <summary>What its environment has beyond that of the tests, from the next start on.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>From the start of the process to its address on standard output, the last time it was started.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>The last lines that the host wrote, for the message of a failed test.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The running process's id. Throws when it was killed or has ended and was not run again.</summary>
    public int Id => Running.Id;

    public bool IsRunning => _process is { HasExited: false };

    private Process Running => _process ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>Starts a host, ready when it has printed its address; throws with its output when it does not in three minutes.</summary>
    /// <param name="options">Further words for the command line.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="configure">Says what the process is to be started in.</param>
    /// <param name="prepare">Does what is to be done before it starts, in its empty data directory for one.</param>
    public static async Task<SiloProcess> StartAsync(
        IReadOnlyList<string> options, CancellationToken cancellation, Action<SiloProcess>? configure = null,
        Func<SiloProcess, Task>? prepare = null)
    {
        var silo = new SiloProcess(options);
        configure?.Invoke(silo);
        try
        {
            if (prepare is not null) await prepare(silo);
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

    /// <summary>Stops the host where it stands, for so long, and lets it go on (SIGSTOP, SIGCONT).</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        await Send("STOP", Running, cancellation);
        await Task.Delay(pause, cancellation);
        await Send("CONT", Running, cancellation);
    }

    /// <summary>Waits for the host to end by itself, and answers its exit code; throws when it does not in time.</summary>
    public async Task<int> EndAsync(TimeSpan within, CancellationToken cancellation)
    {
        var process = Running;
        await process.WaitForExitAsync(cancellation).WaitAsync(within, cancellation);
        var code = process.ExitCode;
        Forget();
        return code;
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
        string[] command = ["dotnet", Program, "--urls", authority, "--data", DataDirectory, .. _options];
        if (Group is { } group) command = ["setpriv", "--regid", $"{group}", "--clear-groups", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data.FullName,
        };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
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
