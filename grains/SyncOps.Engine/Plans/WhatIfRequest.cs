using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Floors.Rules;

namespace SyncOps.Engine.Plans;

/// <summary>What would happen if these moves were made. Nothing is stored.</summary>
[GenerateSerializer, Alias("request.whatIf")]
public sealed record WhatIfRequest([property: Id(0)] IReadOnlyList<WhatIfMove> Moves)
{
    private const int MaxActions = 100;

    /// <summary>Reads <c>{"actions":[{"kind":"move","resource","to","departBy"?}]}</c> against the floor.</summary>
    public static (WhatIfRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json, FloorDocument floor)
        => JsonInput.Read(utf8Json, body =>
        {
            var names = new FloorNames(floor, body.Faults);
            return new WhatIfRequest(body.List("actions", 1, MaxActions, action => ReadMove(action, names)));
        });

    private static WhatIfMove ReadMove(JsonInput action, FloorNames names)
    {
        if (action.Text("kind", Names.MaxLength) is { Length: > 0 } kind && kind != "move")
            action.Faults.Add(action.PathOf("kind"), FaultCodes.UnknownWord, $"{FaultList.Quote(kind)} is none of: move.");
        var move = new WhatIfMove(action.Id("resource"), action.Id("to"), action.OptionalInstant("departBy"));
        names.CheckResource(move.Resource, action.PathOf("resource"));
        names.CheckSector(move.To, action.PathOf("to"));
        return move;
    }
}

/// <summary>One move to try. It begins at <see cref="DepartBy"/>, or at once where that is null.</summary>
[GenerateSerializer, Alias("request.whatIf.move")]
public sealed record WhatIfMove(
    [property: Id(0)] string Resource, [property: Id(1)] string To, [property: Id(2)] DateTimeOffset? DepartBy);
