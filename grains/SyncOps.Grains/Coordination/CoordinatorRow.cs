using SyncOps.Engine.Reallocation;

namespace SyncOps.Grains.Coordination;

/// <summary>A coordinator as stored: its cards, and the answers that repeated commands get again.</summary>
[GenerateSerializer, Alias("coordinatorRow")]
public sealed record CoordinatorRow
{
    /// <summary>Keys remembered; the oldest goes first.</summary>
    public const int MaxKeys = 200;

    [Id(0)] public CoordinatorState? Cards { get; init; }
    [Id(1)] public IReadOnlyList<AnsweredKey> Keys { get; init; } = [];

    public CoordinatorRow WithKey(AnsweredKey key)
        => this with { Keys = [.. Keys.Count < MaxKeys ? Keys : Keys.Skip(1), key] };
}

/// <summary>An idempotency key and the command that it came with.</summary>
[GenerateSerializer, Alias("answeredKey")]
public sealed record AnsweredKey([property: Id(0)] string Key, [property: Id(1)] string Card, [property: Id(2)] string Command);
