using DbUp;
using Microsoft.Data.Sqlite;
using SyncOps.Engine.Contract;

namespace SyncOps.Storage.Sqlite;

/// <summary>
/// Brings the database's tables up to this version: the scripts of <c>schema/sqlite</c> in name order, each once, each in a transaction.
/// </summary>
public static class SqliteMigrations
{
    // The names that databases remember having run.
    private const string Scripts = "SyncOps.Silo.schema.0";

    /// <summary>Returns how many scripts ran. Throws <see cref="StorageUnavailableException"/> naming the script that failed.</summary>
    public static int Run(string connectionString)
    {
        var upgrade = DeployChanges.To
            .SqliteDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(SqliteMigrations).Assembly, name => name.StartsWith(Scripts, StringComparison.Ordinal))
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
}
