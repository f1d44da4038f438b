using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SyncOps.Tests.Shared;

/// <summary>
/// A PostgreSQL server of the tests' own, as installed, with its default durability: a data directory that is new and deleted afterwards,
/// on a free loopback port. It ends with the process that started it, in whatever way that ends. As root it runs under the account
/// <c>postgres</c>, since it refuses to run as root.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Why the tests that need it are skipped where it is missing.</summary>
    public const string Missing = "PostgreSQL 15 or later is not installed (on Debian: apt-get install postgresql).";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly string? Programs = Find();

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("syncops-postgres-");
    private Process? _process;
    private int _databases;

    private PostgresServer(int port, string? data) => (Port, Data) = (port, data ?? Path.Combine(_home.FullName, "data"));

    public static bool IsInstalled => Programs is not null;

    public int Port { get; }

    /// <summary>The running server's first process, the parent of all its others.</summary>
    public int Id => int.Parse(File.ReadAllText(IdFile), CultureInfo.InvariantCulture);

    private string IdFile => Path.Combine(_home.FullName, "pid");

    private string Data { get; }

    /// <summary>Makes a server and starts it; throws with its log when it does not answer within a minute.</summary>
    /// <param name="data">An empty directory for its data, left to its owner afterwards; null: one of its own.</param>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation, string? data = null)
    {
        var server = new PostgresServer(Ports.Free(), data);
        try
        {
            if (Environment.UserName == "root")
                await Commands.Run("chown", ["postgres", server._home.FullName, .. data is null ? [] : new[] { data }], cancellation);
            await RunAsOwner($"{Programs}/initdb -D '{server.Data}' -U syncops -A trust -E UTF8 --no-locale > /dev/null", cancellation);
            await server.RunAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync(CancellationToken cancellation)
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
        return ConnectionTo(name);
    }

    /// <summary>
    /// Starts it again after <see cref="KillAsync"/>, on the same port and data, as often as it takes, as a service manager would: it
    /// refuses to start while a process of the killed one is still alive.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Launch();
        var started = Stopwatch.GetTimestamp();
        while (await AnswersAsync(cancellation) is { } failure)
        {
            if (Stopwatch.GetElapsedTime(started) > StartLimit || _process!.HasExited) throw NotStarted(failure);
            await Task.Delay(50, cancellation);
            if (!HasEnded()) continue;
            await EndAsync();
            Launch();
        }
    }

    /// <summary>Ends the server and all that works for it without a word, as a power cut does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        await Commands.Run("kill", ["-KILL", $"{Id}"], CancellationToken.None);
        await EndAsync();
    }

    /// <summary>
    /// Returns once the server answers, as it does after a crash that it mends itself; one that has ended is started again, as a
    /// service manager would. True: it had ended.
    /// </summary>
    public async Task<bool> MendAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (HasEnded())
            {
                await EndAsync();
                await RunAsync(cancellation);
                return true;
            }
            if (await AnswersAsync(cancellation) is not { } failure) return false;
            if (Stopwatch.GetElapsedTime(began) > StartLimit) throw NotStarted(failure);
            await Task.Delay(50, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await EndAsync();
        _home.Delete(recursive: true);
    }

    private void Launch()
    {
        File.Delete(IdFile);
        // The shell waits for the end of its input, which comes when this process ends, and then stops the server at once.
        var server = $"{Programs}/postgres -D '{Data}' -h 127.0.0.1 -p {Port} -k '{_home.FullName}' -c max_connections=200";
        var script = $"{server} >> '{_home.FullName}/log' 2>&1 & pid=$!; echo $pid > '{IdFile}'; "
            + "cat > /dev/null; kill -INT $pid 2> /dev/null; wait $pid";
        _process = Process.Start(AsOwner(script)) ?? throw new InvalidOperationException("PostgreSQL could not be started.");
    }

    private async Task EndAsync()
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Whether the server is gone; its shell has not been waiting for it yet.</summary>
    private bool HasEnded()
    {
        var id = File.Exists(IdFile) ? File.ReadAllText(IdFile).Trim() : "";
        if (id.Length == 0) return false; // Just being started.
        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            return status[(status.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Null when it takes a connection, else why not.</summary>
    private async Task<NpgsqlException?> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
            await connection.OpenAsync(cancellation);
            return null;
        }
        catch (NpgsqlException failure)
        {
            return failure;
        }
    }

    private InvalidOperationException NotStarted(NpgsqlException failure) => new(
        $"PostgreSQL did not start: {failure.Message}\n{File.ReadAllText($"{_home.FullName}/log")}", failure);

    private string ConnectionTo(string database) => $"Host=127.0.0.1;Port={Port};Username=syncops;Database={database}";

    private static async Task RunAsOwner(string script, CancellationToken cancellation)
    {
        using var process = Process.Start(AsOwner(script)) ?? throw new InvalidOperationException($"{script} could not be started.");
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script} ended with code {process.ExitCode}.");
    }

    private static ProcessStartInfo AsOwner(string script)
    {
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", "sh", "-c", script])
            : new ProcessStartInfo("sh", ["-c", script]);
        (start.RedirectStandardInput, start.WorkingDirectory) = (true, "/");
        return start;
    }

    private static string? Find()
    {
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var major) && major >= 15)
                .OrderByDescending(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)).Select(d => Path.Combine(d, "bin"))
            : [];
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(paths)
            .FirstOrDefault(p => File.Exists(Path.Combine(p, "initdb")) && File.Exists(Path.Combine(p, "postgres")));
    }
}
