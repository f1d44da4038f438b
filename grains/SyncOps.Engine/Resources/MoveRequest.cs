using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Floors.Rules;

namespace SyncOps.Engine.Resources;

/// <summary>
/// Move a resource to a sector, and back at <see cref="Until"/> where that is given. The same <see cref="CommandId"/> again is the same
/// move, and gets the same answer.
/// </summary>
[GenerateSerializer, Alias("request.move")]
public sealed record MoveRequest(
    [property: Id(0)] string To, [property: Id(1)] string CommandId, [property: Id(2)] DateTimeOffset? Until = null)
{
    /// <summary>Reads <c>{"to","commandId","until"?}</c> against the floor; the command id is any text of 1 to 256 characters.</summary>
    public static (MoveRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json, FloorDocument floor)
        => JsonInput.Read(utf8Json, body =>
        {
            var move = new MoveRequest(body.Id("to"), body.Text("commandId", Names.MaxEventNameLength), body.OptionalInstant("until"));
            new FloorNames(floor, body.Faults).CheckSector(move.To, body.PathOf("to"));
            return move;
        });
}
