using Npgsql;
using SyncOps.Engine.Contract;

namespace SyncOps.Storage.Postgres;

/// <summary>
/// Listens whether PostgreSQL waits for its synchronous standby to the end. Where the wait of a commit is cut short it has committed, calls
/// that a success with a warning, and loses it should the standby take over. The connection must let warnings through.
/// </summary>
internal sealed class StandbyWait : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private string? _warning;

    public StandbyWait(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notice += Hear;
    }

    /// <summary>After the last answer. Throws <see cref="StorageUnavailableException"/>: what was committed may yet be lost.</summary>
    public void ThrowIfCutShort()
    {
        if (_warning is null) return;
        throw new StorageUnavailableException($"PostgreSQL committed without its synchronous standby ({_warning}).");
    }

    public void Dispose() => _connection.Notice -= Hear;

    private void Hear(object sender, NpgsqlNoticeEventArgs heard)
    {
        // Its SQLSTATE is that of any warning, as of those about transaction ids that run short; its text is in the server's language.
        if (heard.Notice is { InvariantSeverity: "WARNING", File: "syncrep.c" }) _warning = heard.Notice.MessageText;
    }
}
