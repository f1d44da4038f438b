using Npgsql;

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
    /// Sends all and reads every answer. Statements without rows have no result of their own. Throws as <see cref="StandbyWait"/> does.
    /// </summary>
    public void Run()
    {
        using var standby = new StandbyWait(connection);
        Read();
        standby.ThrowIfCutShort();
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
}
