using System.Buffers;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// State of slowly changing grains, one row each, guarded by its ETag: of two activations that write from the same version one gets
/// through, also when there is no row yet. State is encoded before it waits, on the grain's own turn, so it can never be torn.
/// </summary>
public sealed class SqliteGrainStorage(
    SqliteDatabase database, SqliteWriter writer, Serializer serializer, IActivatorProvider activators) : IGrainStorage
{
    // First byte of every stored state: how the rest is encoded. 1 is the runtime's own binary serialisation.
    private const byte RuntimeBinary = 1;

    private const string Select = "SELECT etag, state FROM grain_state WHERE kind = $1 AND key = $2";
    private const string SelectETag = "SELECT etag FROM grain_state WHERE kind = $1 AND key = $2";
    private const string Insert = "INSERT INTO grain_state (kind, key, etag, state) VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING";
    private const string Update = "UPDATE grain_state SET etag = etag + 1, state = $4 WHERE kind = $1 AND key = $2 AND etag = $3";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = RowKey.Of(stateName, grainId);
        var (etag, state) = await database.Read<(string?, byte[]?)>(
            statements =>
            {
                using var reader = statements.Query(Select, row.Kind, row.Key);
                if (!reader.Read()) return (null, null);
                return (Text(reader.GetInt64(0)), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1));
            },
            CancellationToken.None);

        grainState.State = state is null ? activators.GetActivator<T>().Create() : Decode<T>(row, state);
        grainState.RecordExists = state is not null;
        grainState.ETag = etag;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await Store(RowKey.Of(stateName, grainId), grainState.ETag, Encode(grainState.State));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = RowKey.Of(stateName, grainId);
        grainState.ETag = await Store(row, grainState.ETag, payload: null);
        grainState.State = activators.GetActivator<T>().Create();
        grainState.RecordExists = false;
    }

    /// <summary>Writes the payload if the stored ETag is still the given one (null: no row yet), and answers the new ETag.</summary>
    private async Task<string?> Store(RowKey row, string? etag, byte[]? payload)
    {
        var version = etag is null ? null : Version(row, etag);
        var stored = await writer.Write(
            statements =>
            {
                // A state that was never written needs no row to be cleared; a row that is there says otherwise.
                if (version is null && payload is null) return new Stored(statements.Scalar(SelectETag, row.Kind, row.Key) is null, null);
                var changed = version is { } expected
                    ? statements.Execute(Update, row.Kind, row.Key, expected, payload)
                    : statements.Execute(Insert, row.Kind, row.Key, payload);
                return new Stored(changed == 1, changed == 1 ? (version ?? 0) + 1 : null);
            },
            payload?.Length ?? 0,
            CancellationToken.None);

        if (stored.Matched) return stored.Version is { } next ? Text(next) : null;
        throw await Stale(row, etag);
    }

    private async Task<InconsistentStateException> Stale(RowKey row, string? etag)
    {
        var current = await database.Read(statements => statements.Scalar(SelectETag, row.Kind, row.Key), CancellationToken.None);
        var stored = current is long number ? Text(number) : null;
        return new InconsistentStateException(
            $"The state {row.Kind} of {row.Key} was written by another activation: it is at ETag {stored ?? "none"}, " +
            $"this one started from {etag ?? "none"}. Read it again.",
            stored ?? "",
            etag ?? "");
    }

    private byte[] Encode<T>(T state)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.GetSpan(1)[0] = RuntimeBinary;
        buffer.Advance(1);
        serializer.Serialize(state, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private T Decode<T>(RowKey row, byte[] payload)
    {
        if (payload is [RuntimeBinary, ..]) return serializer.Deserialize<T>(payload.AsMemory(1))!;
        var format = payload.Length == 0 ? "nothing" : $"format {payload[0]}";
        throw new InvalidDataException(
            $"The stored state {row.Kind} of {row.Key} holds {format}; this version reads format {RuntimeBinary}. " +
            "It was written by a newer version: run that one.");
    }

    private static long? Version(RowKey row, string etag)
        => long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new InconsistentStateException($"ETag {etag} of state {row.Kind} of {row.Key} is not one of this storage.");

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Stored(bool Matched, long? Version);

    private readonly record struct RowKey(string Kind, string Key)
    {
        public static RowKey Of(string stateName, GrainId grain) => new($"{grain.Type}/{stateName}", grain.Key.ToString() ?? "");
    }
}
