using System.Buffers;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;
using SyncOps.Storage;

namespace SyncOps.Silo.Storage;

/// <summary>
/// State of slowly changing grains, one row each, guarded by its ETag: of two activations that write from the same version one gets
/// through, also when there is no row yet. State is encoded before it waits, on the grain's own turn, so it can never be torn.
/// </summary>
public sealed class GrainStorage(IStore store, StorageWriter writer, Serializer serializer, IActivatorProvider activators)
    : IGrainStorage, IJournaledStorage
{
    // First byte of every stored state: how the rest is encoded. 1 is the runtime's own binary serialisation.
    private const byte RuntimeBinary = 1;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = Key(stateName, grainId);
        var stored = await store.ReadState(key, CancellationToken.None);
        grainState.State = stored?.Payload is { } payload ? Decode<T>(key, payload) : activators.GetActivator<T>().Create();
        grainState.RecordExists = stored?.Payload is not null;
        grainState.ETag = stored is { } row ? Text(row.ETag) : null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await Store(Key(stateName, grainId), grainState.ETag, Encode(grainState.State));
        grainState.RecordExists = true;
    }

    public Task Read<T>(string name, GrainId grain, IGrainState<T> state) => ReadStateAsync(name, grain, state);

    public async Task Write<T>(string name, GrainId grain, IGrainState<T> state, JournalKey key, JournalRow? row)
    {
        var keyed = row is var (sequence, payload) ? new KeyedRow(key, sequence, payload) : null;
        state.ETag = await Store(Key(name, grain), state.ETag, Encode(state.State), keyed);
        state.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await Store(Key(stateName, grainId), grainState.ETag, payload: null);
        grainState.State = activators.GetActivator<T>().Create();
        grainState.RecordExists = false;
    }

    /// <summary>Writes the payload if the stored ETag is still the given one (null: no row yet), and answers the new ETag.</summary>
    private async Task<string?> Store(StateKey key, string? etag, byte[]? payload, KeyedRow? row = null)
    {
        var version = etag is null ? null : Version(key, etag);
        var cancellation = CancellationToken.None;
        if (!await writer.Write(new StateWrite(key, version, payload, row, cancellation), cancellation)) throw await Stale(key, etag);
        return version is null && payload is null ? null : Text((version ?? 0) + 1);
    }

    private async Task<InconsistentStateException> Stale(StateKey key, string? etag)
    {
        var stored = await store.ReadState(key, CancellationToken.None) is { } row ? Text(row.ETag) : null;
        return new InconsistentStateException(
            $"The state {key.Kind} of {key.Key} was written by another activation: it is at ETag {stored ?? "none"}, " +
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

    private T Decode<T>(StateKey key, byte[] payload)
    {
        if (payload is [RuntimeBinary, ..]) return serializer.Deserialize<T>(payload.AsMemory(1))!;
        var format = payload.Length == 0 ? "nothing" : $"format {payload[0]}";
        throw new InvalidDataException(
            $"The stored state {key.Kind} of {key.Key} holds {format}; this version reads format {RuntimeBinary}. " +
            "It was written by a newer version: run that one.");
    }

    private static long? Version(StateKey key, string etag)
        => long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new InconsistentStateException($"ETag {etag} of state {key.Kind} of {key.Key} is not one of this storage.");

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static StateKey Key(string stateName, GrainId grain) => new($"{grain.Type}/{stateName}", grain.Key.ToString() ?? "");
}
