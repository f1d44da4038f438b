using Npgsql;
using SyncOps.Engine.Contract;

namespace SyncOps.Storage.Postgres;

/// <summary>Statements that travel together and are answered together.</summary>
internal sealed class PostgresBatch(NpgsqlConnection connection) : IDisposable
{
    private readonly NpgsqlBatch _batch = connection.CreateBatch();
    private readonly List<Action<NpgsqlDataReader>> _takers = [];

    /// <summary>One more statement; <paramref name="take"/> reads its rows, if it answers with any.</summary>
    public void Add(string sql, Action<NpgsqlDataReader>? take = null, params ReadOnlySpan<NpgsqlParameter> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value);
        _batch.BatchCommands.Add(command);
        if (take is not null) _takers.Add(take);
    }

    /// <summary>
    /// Sends all and reads every answer. Statements without rows have no result of their own. Throws
    /// <see cref="StorageUnavailableException"/> where PostgreSQL did not wait for its synchronous standby to the end: it has committed
    /// then, calls that a success with a warning, and loses it should the standby take over.
    /// </summary>
    public void Run()
    {
        PostgresNotice? gaveUp = null;
        connection.Notice += Hear;
        try
        {
            Read();
        }
        finally
        {
            connection.Notice -= Hear;
        }
        if (gaveUp is null) return;
        throw new StorageUnavailableException($"PostgreSQL committed without its synchronous standby ({gaveUp.MessageText}).");

        void Hear(object sender, NpgsqlNoticeEventArgs heard)
        {
            if (IsOfStandby(heard.Notice)) gaveUp = heard.Notice;
        }
    }

    public void Dispose() => _batch.Dispose();

    private void Read()
    {
        using var reader = _batch.ExecuteReader();
        foreach (var take in _takers)
        {
            take(reader);
            reader.NextResult();
        }
        // Reads to the very end, so that a failure of the last statement is not missed.
        while (reader.NextResult())
        {
        }
    }

    // Its SQLSTATE is that of any warning, as of those about transaction ids that run short, and its text follows the server's language.
    private static bool IsOfStandby(PostgresNotice notice) => notice is { InvariantSeverity: "WARNING", File: "syncrep.c" };
}
