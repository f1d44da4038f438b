using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Resources;

/// <summary>Move a resource to a sector. The same <see cref="CommandId"/> again is the same move, and gets the same answer.</summary>
[GenerateSerializer, Alias("request.move")]
public sealed record MoveRequest([property: Id(0)] string To, [property: Id(1)] string CommandId)
{
    /// <summary>Reads <c>{"to","commandId"}</c>; the command id is any text of 1 to 256 characters.</summary>
    public static (MoveRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
        => JsonInput.Read(utf8Json, body => new MoveRequest(body.Id("to"), body.Text("commandId", Names.MaxEventNameLength)));
}
