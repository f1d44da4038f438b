using DbUp;
using Microsoft.Data.Sqlite;
using SyncOps.Engine.Contract;
using SyncOps.Storage.Backups;

namespace SyncOps.Storage.Sqlite;

/// <summary>
/// Brings the database's tables up to this version: the scripts of <c>schema/sqlite</c> in name order, each once, each in a transaction.
/// </summary>
public static class SqliteMigrations
{
    /// <summary>What the names of scripts begin with, as databases remember having run them.</summary>
    internal const string ScriptFolder = "SyncOps.Silo.schema.";

    /// <summary>The scripts of this version in name order.</summary>
    internal static IReadOnlyList<string> Scripts { get; } =
        [.. typeof(SqliteMigrations).Assembly.GetManifestResourceNames().Where(IsScript).Order(StringComparer.Ordinal)];

    /// <summary>Returns how many scripts ran. Throws <see cref="StorageUnavailableException"/> naming the script that failed.</summary>
    public static int Run(string connectionString)
    {
        var upgrade = DeployChanges.To
            .SqliteDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(SqliteMigrations).Assembly, IsScript)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build();

        var result = upgrade.PerformUpgrade();
        if (result.Successful) return result.Scripts.Count();

        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        throw new StorageUnavailableException(
            $"The database {file} could not be brought up to date: script {result.ErrorScript?.Name ?? "(none)"} failed: " +
            $"{result.Error.Message} It is as it was before that script. Mend the cause and start again.",
            result.Error);
    }

    /// <summary>The tables of this version that backups hold.</summary>
    internal static IReadOnlyList<BackupTable> Tables()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=false");
        connection.Open();
        using var statements = new Statements(connection);
        foreach (var script in Scripts)
        {
            using var reader = new StreamReader(typeof(SqliteMigrations).Assembly.GetManifestResourceStream(script)!);
            statements.Execute(reader.ReadToEnd());
        }
        return SqliteLoad.TablesOf(statements);
    }

    private static bool IsScript(string name)
        => name.StartsWith(ScriptFolder, StringComparison.Ordinal) && char.IsAsciiDigit(name[ScriptFolder.Length]);
}
