using DbUp;
using Npgsql;
using SyncOps.Engine.Contract;

namespace SyncOps.Storage.Postgres;

/// <summary>Where a cluster's PostgreSQL database is, and how it is connected to and brought up to date.</summary>
public sealed class PostgresDatabase
{
    /// <summary>The oldest major version that is tested.</summary>
    private const int OldestVersion = 15;

    private const string ScriptFolder = "SyncOps.Silo.schema.postgres.";

    // Any number that no other program of the database takes for a lock of its own.
    private const long MigrationLock = 7_305_224_119;

    // Whatever the role, the database or the connection string says: one warning is a failure.
    private const string HearWarnings = "SET client_min_messages = warning";

    /// <summary>
    /// A row that another process holds is waited for a little longer than PostgreSQL takes to find a deadlock (1 s), so that of two one
    /// gets through. A process whose machine is gone or out of reach loses what it holds after 5 + 3 x 2 s.
    /// </summary>
    private const string WriterSettings =
        """
        SET lock_timeout = '1500ms';
        SET tcp_keepalives_idle = 5;
        SET tcp_keepalives_interval = 2;
        SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = '11s'
        """;

    private readonly string _connection;

    private PostgresDatabase(string connection, string name)
    {
        _connection = connection;
        Name = name;
    }

    /// <summary>The scripts of this version, as databases remember having run them.</summary>
    internal static IReadOnlyList<string> Scripts { get; } =
        [.. typeof(PostgresDatabase).Assembly.GetManifestResourceNames().Where(IsScript)];

    /// <summary>Host, port and database, without the secrets of the connection string.</summary>
    public string Name { get; }

    /// <summary>
    /// Takes a connection string such as <c>Host=127.0.0.1;Database=syncops;Username=syncops</c>. Null with a reason when it is none.
    /// </summary>
    public static PostgresDatabase? Of(string connection, out string? fault)
    {
        fault = null;
        try
        {
            var given = new NpgsqlConnectionStringBuilder(connection);
            fault = Fault(given);
            if (fault is not null) return null;
            given.ApplicationName ??= "syncops";
            // Statements are kept prepared; what a pooled connection leaves behind is nothing but those.
            given.NoResetOnClose = true;
            given.MaxAutoPrepare = 64;
            given.AutoPrepareMinUsages = 2;
            given.Timeout = 5;
            given.CommandTimeout = 10;
            return new PostgresDatabase(given.ConnectionString, $"{given.Host}:{given.Port}/{given.Database}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            fault = e.Message;
        }
        return null;
    }

    /// <summary>A pool of its own, so that nothing that waits for connections elsewhere holds up its users.</summary>
    public NpgsqlDataSource Pool(int connections)
        => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connection) { MaxPoolSize = connections }.ConnectionString);

    /// <summary>A pool for reading, which hears warnings.</summary>
    internal NpgsqlDataSource Readers(int connections) => Source(connections, HearWarnings);

    /// <summary>The one connection that writes, kept apart because it has settings of its own.</summary>
    internal NpgsqlDataSource Writer() => Source(1, $"{HearWarnings}; {WriterSettings}");

    /// <summary>
    /// Brings the tables up to this version: the scripts of <c>schema/postgres</c> in name order, each once, each in a transaction.
    /// Processes that start together wait for one another. Returns how many scripts ran. Throws
    /// <see cref="StorageUnavailableException"/> naming the database and what failed.
    /// </summary>
    public int Migrate()
    {
        try
        {
            using var held = Connect();
            if (held.PostgreSqlVersion.Major < OldestVersion)
            {
                throw new StorageUnavailableException(
                    $"{Name} is PostgreSQL {held.PostgreSqlVersion}; {OldestVersion} or later is needed. Upgrade it, or use another.");
            }
            using var wait = new NpgsqlCommand($"SET lock_timeout = '60s'; SELECT pg_advisory_lock({MigrationLock})", held);
            wait.CommandTimeout = 70;
            wait.ExecuteNonQuery();
            return Run();
        }
        catch (NpgsqlException failure)
        {
            throw Unusable(failure);
        }
    }

    /// <summary>One open connection, which is nobody else's.</summary>
    internal NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException failure)
        {
            connection.Dispose();
            throw Unusable(failure);
        }
    }

    private NpgsqlDataSource Source(int connections, string settings)
    {
        var pool = new NpgsqlConnectionStringBuilder(_connection) { MinPoolSize = 0, MaxPoolSize = connections };
        // By statement, not by Options: poolers refuse those, and the caller's own stay as they are.
        return new NpgsqlDataSourceBuilder(pool.ConnectionString)
            .UsePhysicalConnectionInitializer(
                connection =>
                {
                    using var set = new NpgsqlCommand(settings, connection);
                    set.ExecuteNonQuery();
                },
                async connection =>
                {
                    await using var set = new NpgsqlCommand(settings, connection);
                    await set.ExecuteNonQueryAsync();
                })
            .Build();
    }

    private static string? Fault(NpgsqlConnectionStringBuilder given)
    {
        if (given is not { Host: { Length: > 0 } host, Database: { Length: > 0 } }) return "it names no host or no database";
        if (host.Contains(',', StringComparison.Ordinal))
        {
            return $"it names several hosts, '{host}', and must name one, whose database is written to: put a proxy or a virtual address "
                + "before them that leads to the primary, and name that";
        }
        return given.TargetSessionAttributes is not { } target || target.Equals("any", StringComparison.OrdinalIgnoreCase) ? null
            : $"its Target Session Attributes, '{target}', choose between several hosts, and it must name one: leave them out";
    }

    private int Run()
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(_connection)
            .WithScriptsEmbeddedInAssembly(typeof(PostgresDatabase).Assembly, IsScript)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (result.Successful) return result.Scripts.Count();
        throw new StorageUnavailableException(
            $"The database {Name} could not be brought up to date: script {result.ErrorScript?.Name ?? "(none)"} failed: " +
            $"{result.Error.Message} It is as it was before that script. Mend the cause and start again.",
            result.Error);
    }

    private StorageUnavailableException Unusable(NpgsqlException failure) => new(
        $"PostgreSQL at {Name} cannot be used: {failure.Message} Start it, or mend --postgres (or SYNCOPS_POSTGRES).", failure);

    private static bool IsScript(string name) => name.StartsWith(ScriptFolder, StringComparison.Ordinal);
}
