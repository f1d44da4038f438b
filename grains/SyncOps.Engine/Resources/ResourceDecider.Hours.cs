using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Resources;

public static partial class ResourceDecider
{
    /// <summary>
    /// Agrees other hours: overtime is noted, a break begins and ends by itself, time off ends the shift. The same command again gets the
    /// same answer, also a refusal. Refused when it is off or promised to another card, and a break when it is not working now.
    /// </summary>
    public static MoveDecision Book(ResourceState state, ResourceSpec spec, HoursCommand command, DateTimeOffset now)
    {
        if (Answered(state, spec, command) is { } again) return again;
        var current = FoldDue(state, spec, now);
        if (WhyNot(current, spec, command, now) is { } reason)
        {
            var refused = new RefusedMove(command.CommandId, Word(command.Kind), reason);
            return MoveDecision.Refused(current with { RefusedMoves = Kept(current.RefusedMoves, refused) }, reason);
        }
        var free = current with { Version = current.Version + 1, ReservedFor = null };
        var booked = command.Kind switch
        {
            ActionKind.Overtime => free with { StaysUntil = command.Until },
            ActionKind.Break => free with
            {
                Kind = ResourceStateKind.Break, Reason = null, Journey = null, Swap = new BreakSwap(now, command.Until, command.Instead!),
            },
            ActionKind.TimeOff => GoneHome(free),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "Hours are overtime, a break or time off."),
        };
        var record = new HoursRecord(command.CommandId, command.Kind, booked.ViewOf(spec.Id, now));
        return MoveDecision.Done(booked with { Hours = Kept(booked.Hours, record) }, record.Answer);
    }

    private static MoveDecision? Answered(ResourceState state, ResourceSpec spec, HoursCommand command)
    {
        foreach (var done in state.Hours)
        {
            if (done.CommandId != command.CommandId) continue;
            if (done.Kind == command.Kind) return MoveDecision.Done(state, done.Answer);
            return MoveDecision.Refused(
                state, $"Command '{command.CommandId}' already gave {spec.Id} {Word(done.Kind)}: use a new commandId.");
        }
        foreach (var refused in state.RefusedMoves)
            if (refused.CommandId == command.CommandId) return MoveDecision.Refused(state, refused.Reason);
        return null;
    }

    private static string? WhyNot(ResourceState state, ResourceSpec spec, HoursCommand command, DateTimeOffset now)
    {
        if (state.Sector is null) return $"{spec.Id} is off duty: only who is checked in can be given {Word(command.Kind)}.";
        if (state.ReservedFor is { } card && card != command.Card)
            return $"{spec.Id} is promised to card '{card}': reject or snooze that card first.";
        if (command.Kind != ActionKind.TimeOff && command.Until <= now)
            return $"{spec.Id} cannot be given {Word(command.Kind)} until {ContractJson.Write(command.Until)}: that has passed.";
        if (command.Kind != ActionKind.Break || state.Kind == ResourceStateKind.Working) return null;
        if (state.Kind == ResourceStateKind.Travelling && now >= state.AvailableAt) return null;
        return $"{spec.Id} is not working now but {state.Kind.ToString().ToLowerInvariant()}: its break can begin after that.";
    }

    // Whoever was reported working meanwhile has ended it.
    private static ResourceState EndBreak(ResourceState state, BreakSwap swap) => state with
    {
        Version = state.Version + 1, Swap = swap with { Ended = true }, AvailableAt = swap.Until,
        Kind = state.Kind == ResourceStateKind.Break ? ResourceStateKind.Working : state.Kind,
    };

    private static ResourceState GoneHome(ResourceState state) => state with
    {
        Kind = ResourceStateKind.Off, Sector = null, Reason = null, ReservedFor = null, MovesThisShift = 0, LastMoveAt = null,
        SendsHeartbeats = false, Back = null, StaysUntil = null, Swap = null, Journey = null,
    };

    private static string Word(ActionKind kind) => kind switch
    {
        ActionKind.Overtime => "overtime", ActionKind.Break => "a break", _ => "time off",
    };
}
