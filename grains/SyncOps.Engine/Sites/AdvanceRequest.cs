using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Sites;

/// <summary>Move a stepped site's clock to <see cref="To"/>.</summary>
[GenerateSerializer, Alias("request.advance")]
public sealed record AdvanceRequest([property: Id(0)] DateTimeOffset To)
{
    /// <summary>Reads <c>{"to": instant}</c>.</summary>
    public static (AdvanceRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
        => JsonInput.Read(utf8Json, body => new AdvanceRequest(body.Instant("to")));
}
