using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SyncOps.Tests.Browser;

/// <summary>
/// The real host as its users start it: a process of its own on a free loopback port, with a data directory that is empty at first and
/// deleted afterwards.
/// </summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private const int KeptLines = 200;

    private readonly string _dll = BuiltSilo();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("syncops-browser-");
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;
    private TaskCompletionSource _ready = new();

    private SiloProcess()
    {
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>The last lines that the host wrote, for the message of a failed test.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a host, ready when it has printed its address; throws with its output when it does not in a minute.</summary>
    public static async Task<SiloProcess> StartAsync(CancellationToken cancellation)
    {
        var silo = new SiloProcess();
        try
        {
            await silo.RunAsync(cancellation);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the host without a word to anyone, as a power cut does.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs the host on its address and data, for the first time or after <see cref="KillAsync"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var ready = _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var authority = Address.GetLeftPart(UriPartial.Authority);
        var start = new ProcessStartInfo("dotnet", [_dll, "--urls", authority, "--data", _data.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data.FullName,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The host ended before it was ready:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(StartLimit, cancellation);
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

    private void Hear(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (_lines.Count > KeptLines) _lines.TryDequeue(out _);
        if (line.Contains(Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)) _ready.TrySetResult();
    }

    // Another process may take the port between this and the host's start; the host then says so, and the test fails with that message.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The host that was built together with these tests, in the same configuration.</summary>
    private static string BuiltSilo()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);     // <root>/tests/Browser/bin/<configuration>/net10.0
        var configuration = output.Parent!.Name;
        for (var folder = output.Parent; folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "SyncOps.sln"))) continue;
            var dll = Path.Combine(folder.FullName, "silo", "bin", configuration, output.Name, "SyncOps.Silo.dll");
            return File.Exists(dll) ? dll : throw new FileNotFoundException($"{dll} is missing: build SyncOps.sln first.", dll);
        }

        throw new DirectoryNotFoundException($"No folder above {output.FullName} holds SyncOps.sln, so the host cannot be found.");
    }
}
