using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors.Rules;

namespace SyncOps.Engine.Reallocation;

/// <summary>Accept a card: all of it, or only <see cref="Actions"/>, each by the resource that is named or else the advised one.</summary>
[GenerateSerializer, Alias("request.accept")]
public sealed record AcceptRequest([property: Id(0)] IReadOnlyList<AcceptedAction>? Actions)
{
    private const int MaxActions = 100;

    /// <summary>Reads <c>{"actions"?:[{"id","resource"?}]}</c>; no body at all accepts the whole card.</summary>
    public static (AcceptRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json) => utf8Json.IsEmpty
        ? (new AcceptRequest(Actions: null), [])
        : JsonInput.Read(utf8Json, body =>
        {
            var actions = body.OptionalList("actions", 1, MaxActions, a => new AcceptedAction(a.Id("id"), a.OptionalId("resource")));
            if (actions is not null) ListRules.Unique(actions, a => a.Id, i => $"$.actions[{i}].id", "action", body.Faults);
            return new AcceptRequest(actions);
        });
}

[GenerateSerializer, Alias("request.accept.action")]
public sealed record AcceptedAction([property: Id(0)] string Id, [property: Id(1)] string? Resource);

/// <summary>Reject a card and say why, for the ledger and for those who tune the advice.</summary>
[GenerateSerializer, Alias("request.reject")]
public sealed record RejectRequest([property: Id(0)] string Reason)
{
    public const int MaxReasonLength = 500;

    /// <summary>Reads <c>{"reason"}</c>, 1 to <see cref="MaxReasonLength"/> characters.</summary>
    public static (RejectRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
        => JsonInput.Read(utf8Json, body => new RejectRequest(body.Text("reason", MaxReasonLength)));
}

/// <summary>Put a card aside for so many minutes, 1 to 480.</summary>
[GenerateSerializer, Alias("request.snooze")]
public sealed record SnoozeRequest([property: Id(0)] int Minutes)
{
    /// <summary>Reads <c>{"minutes"}</c>.</summary>
    public static (SnoozeRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
        => JsonInput.Read(utf8Json, body => new SnoozeRequest(body.Whole("minutes", 1, 480)));
}
