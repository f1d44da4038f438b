using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Resources;

/// <summary>The pure decisions of a resource: what reports, moves and reservations make of its state.</summary>
public static partial class ResourceDecider
{
    /// <summary>
    /// Records reports. All or nothing: if one conflicts, nothing changes. Reports that a stepped clock has not reached are kept pending;
    /// all others take effect at once, at the clock.
    /// </summary>
    public static ReportDecision Record(ResourceState state, ResourceSpec spec, IReadOnlyList<FloorEvent> reports, ClockReading clock)
    {
        List<int>? conflicts = null;
        var next = FoldDue(state, spec, clock.Now);
        var taken = new List<FloorEvent>(reports.Count);
        for (var i = 0; i < reports.Count; i++)
        {
            switch (next.Reports.Classify(reports[i], clock))
            {
                case Novelty.Conflict:
                    (conflicts ??= []).Add(i);
                    break;
                case Novelty.Repeat:
                    break;
                default:
                    next = Take(next, spec, reports[i], clock);
                    taken.Add(reports[i]);
                    break;
            }
        }
        if (conflicts is not null) return new ReportDecision(state, [], 0, conflicts);
        return new ReportDecision(next, taken, reports.Count - taken.Count, null);
    }

    /// <summary>
    /// The state once everything that the clock has reached took effect: reports, the end of an advised break, the way back of a move.
    /// </summary>
    public static ResourceState FoldDue(ResourceState state, ResourceSpec spec, DateTimeOffset now)
    {
        while (state.NextDue <= now)
        {
            var due = state.NextDue;
            if (state.Pending is [var next, ..] && next.Time == due)
                state = Fold(state with { Pending = [.. state.Pending.Skip(1)] }, spec, next, next.Time);
            else if (state.BreakEnds == due) state = EndBreak(state, state.Swap!);
            else state = GoBack(state, state.Back!);
        }
        return state;
    }

    /// <summary>
    /// Moves a resource to another sector: it travels, then works there. The same command again gets the same answer, also a refusal.
    /// Refused when it is off, down, travelling, promised to another card, already there, or lacks the skill, and when it would have to
    /// leave again before it arrives. It takes as long as was learned, or without <paramref name="travel"/> as the floor says.
    /// </summary>
    public static MoveDecision Move(
        ResourceState state, ResourceSpec spec, MoveCommand command, Floor floor, DateTimeOffset now, TravelTimes? travel = null)
    {
        if (Answered(state, spec, command) is { } again) return again;
        var current = FoldDue(state, spec, now);
        if (WhyNot(current, spec, command, floor, now) is { } reason)
        {
            var refused = new RefusedMove(command.CommandId, command.To, reason);
            return MoveDecision.Refused(current with { RefusedMoves = Kept(current.RefusedMoves, refused) }, reason);
        }

        var known = travel ?? TravelTimes.Of(floor, []);
        var minutes = known.Minutes(floor.SectorIndex(current.Sector), floor.SectorIndex(command.To));
        var arriveAt = now + TimeSpan.FromMinutes(minutes);
        if (command.Until <= arriveAt)
        {
            var late = $"{spec.Id} would arrive at {ContractJson.Write(arriveAt)} and was to leave again by "
                + $"{ContractJson.Write(command.Until.Value)}: give a later instant or none.";
            return MoveDecision.Refused(
                current with { RefusedMoves = Kept(current.RefusedMoves, new RefusedMove(command.CommandId, command.To, late)) }, late);
        }
        var moved = current with
        {
            Version = current.Version + 1,
            Kind = minutes > 0 ? ResourceStateKind.Travelling : ResourceStateKind.Working,
            Sector = command.To,
            AvailableAt = arriveAt,
            SeenAt = now,
            LastMoveAt = now,
            MovesThisShift = current.MovesThisShift + 1,
            Reason = null,
            ReservedFor = null,
            Back = BackFrom(command, current.Sector!, floor, known),
            Journey = minutes > 0 && IsAtWork(current) ? new Journey(current.Sector!, command.To, now, arriveAt) : null,
        };
        var record = new MoveRecord
        {
            CommandId = command.CommandId, At = now, From = current.Sector!, To = command.To, ArriveAt = arriveAt,
            Answer = moved.ViewOf(spec.Id, now),
        };
        return MoveDecision.Done(moved with { Moves = Kept(moved.Moves, record) }, record.Answer);
    }

    /// <summary>Promises a free resource to a card; false when another card has it or it is not on duty.</summary>
    public static (ResourceState State, bool Reserved) Reserve(ResourceState state, string card)
    {
        if (state.ReservedFor == card) return (state, true);
        if (state.ReservedFor is not null || state.Sector is null) return (state, false);
        return (state with { ReservedFor = card, Version = state.Version + 1 }, true);
    }

    /// <summary>Frees a resource from a card. Another card's promise stays.</summary>
    public static ResourceState Release(ResourceState state, string card)
        => state.ReservedFor == card ? state with { ReservedFor = null, Version = state.Version + 1 } : state;

    private static PlannedReturn? BackFrom(MoveCommand command, string from, Floor floor, TravelTimes travel)
    {
        if (command.Until is not { } until) return null;
        var minutes = travel.Minutes(floor.SectorIndex(command.To), floor.SectorIndex(from));
        return new PlannedReturn(until, from, until + TimeSpan.FromMinutes(minutes));
    }

    // Whoever is on a break or at other work goes back in it; whoever is down stays where it is.
    private static ResourceState GoBack(ResourceState state, PlannedReturn back)
    {
        var left = state with { Back = null, Version = state.Version + 1 };
        if (state.Kind is ResourceStateKind.Down or ResourceStateKind.Off) return left;
        var isWorking = IsAtWork(state);
        return left with
        {
            Kind = !isWorking ? state.Kind : back.ArriveAt > back.At ? ResourceStateKind.Travelling : ResourceStateKind.Working,
            Sector = back.To,
            AvailableAt = back.ArriveAt,
            LastMoveAt = back.At,
            MovesThisShift = state.MovesThisShift + 1,
            Journey = isWorking && back.ArriveAt > back.At ? new Journey(state.Sector!, back.To, back.At, back.ArriveAt) : null,
        };
    }

    // Whoever sets off from a break or other work may first end it, so that the report on arrival tells of more than the way.
    private static bool IsAtWork(ResourceState state) => state.Kind is ResourceStateKind.Working or ResourceStateKind.Travelling;

    /// <summary>The answer that a command id got before; null for a new one.</summary>
    private static MoveDecision? Answered(ResourceState state, ResourceSpec spec, MoveCommand command)
    {
        foreach (var done in state.Moves)
        {
            if (done.CommandId != command.CommandId) continue;
            if (done.To == command.To) return MoveDecision.Done(state, done.Answer);
            return MoveDecision.Refused(
                state, $"Command '{command.CommandId}' already moved {spec.Id} to '{done.To}': use a new commandId.");
        }
        foreach (var refused in state.RefusedMoves)
        {
            if (refused.CommandId != command.CommandId) continue;
            if (refused.To == command.To) return MoveDecision.Refused(state, refused.Reason);
            return MoveDecision.Refused(
                state, $"Command '{command.CommandId}' was refused for '{refused.To}' before: use a new commandId.");
        }
        return null;
    }

    private static T[] Kept<T>(IReadOnlyList<T> records, T newest)
        => [.. records.Count < ResourceState.MaxMovesKept ? records : records.Skip(1), newest];

    private static string? WhyNot(ResourceState state, ResourceSpec spec, MoveCommand command, Floor floor, DateTimeOffset now)
    {
        if (state.Sector is null) return $"{spec.Id} is off duty: only a resource that is checked in can be moved.";
        if (state.Kind == ResourceStateKind.Down) return $"{spec.Id} is down: report it working first.";
        if (state.Kind == ResourceStateKind.Travelling && now < state.AvailableAt)
            return $"{spec.Id} is on the way to '{state.Sector}' until {ContractJson.Write(state.AvailableAt)}: move it after that.";
        if (state.ReservedFor is { } card && card != command.Card)
            return $"{spec.Id} is promised to card '{card}': reject or snooze that card first.";
        if (state.Sector == command.To) return $"{spec.Id} is already in '{command.To}'.";
        if (floor.UnitsPerHour(floor.ResourceIndex(spec.Id), floor.SectorIndex(command.To), now) <= 0)
            return $"{spec.Id} has no valid skill for '{command.To}': choose a sector it is skilled for.";
        return null;
    }

    private static ResourceState Take(ResourceState state, ResourceSpec spec, FloorEvent report, ClockReading clock)
    {
        var noted = state with { Reports = state.Reports.With(report, clock.Now), Version = state.Version + 1 };
        if (clock.Kind == ClockKind.Live || report.Time <= clock.Now) return Fold(noted, spec, report, clock.Now);

        var pending = noted.Pending.ToList();
        var place = pending.FindIndex(p => EffectOrder.Instance.Compare(p, report) > 0);
        pending.Insert(place < 0 ? pending.Count : place, report);
        return noted with { Pending = pending };
    }

    private static ResourceState Fold(ResourceState state, ResourceSpec spec, FloorEvent report, DateTimeOffset at)
    {
        var seen = EndJourney(state, report, at) with { SeenAt = at > state.SeenAt ? at : state.SeenAt, Version = state.Version + 1 };
        return report.Kind switch
        {
            EventKind.ResourceCheckedIn => Place(seen, report.Sector!, at),
            EventKind.ResourceMoved => Place(seen, report.Sector!, at),
            EventKind.ResourceCheckedOut => GoneHome(seen),
            EventKind.ResourceStatus => Report(seen, spec, report, at),
            _ => throw new ArgumentOutOfRangeException(nameof(report), report.Kind, "A resource records only resource events."),
        };
    }

    /// <summary>
    /// A report of someone on a way ends it: one that it is there tells when, by its own time, and any other that it cannot be told. Who
    /// sends heartbeats says working all the time, which tells nothing.
    /// </summary>
    private static ResourceState EndJourney(ResourceState state, FloorEvent report, DateTimeOffset at)
    {
        if (state.Journey is not { ArrivedAt: null } journey) return state;
        if (state.SendsHeartbeats && report.State == ReportedState.Working) return state;
        var isThere = report.Kind == EventKind.ResourceStatus ? report.State == ReportedState.Working : report.Sector == journey.To;
        return state with { Journey = isThere ? journey.EndedAt(report.Time < at ? report.Time : at) : null };
    }

    private static ResourceState Place(ResourceState state, string sector, DateTimeOffset at)
        => state.Sector == sector && state.Kind == ResourceStateKind.Working
            ? state
            : state with
            {
                Kind = ResourceStateKind.Working, Sector = sector, AvailableAt = at, Reason = null,
                Back = state.Sector == sector ? state.Back : null,
            };

    /// <summary>A report of someone who is off: only "working" means anything, namely that they came without checking in.</summary>
    private static ResourceState Report(ResourceState state, ResourceSpec spec, FloorEvent report, DateTimeOffset at)
    {
        if (state.Sector is null)
            return report.State == ReportedState.Working ? Place(state, spec.Home, at) : state;
        return report.State switch
        {
            ReportedState.Break => state with { Kind = ResourceStateKind.Break, Reason = report.Reason },
            ReportedState.Indirect => state with { Kind = ResourceStateKind.Indirect, Reason = report.Reason },
            ReportedState.Down => state with { Kind = ResourceStateKind.Down, Reason = report.Reason },
            _ => state with
            {
                SendsHeartbeats = state.SendsHeartbeats || state.Kind == ResourceStateKind.Working,
                Kind = ResourceStateKind.Working, Reason = null, AvailableAt = at < state.AvailableAt ? at : state.AvailableAt,
            },
        };
    }
}

/// <summary>The site clock at one instant, and who moves it.</summary>
[GenerateSerializer, Alias("clockReading")]
public readonly record struct ClockReading([property: Id(0)] ClockKind Kind, [property: Id(1)] DateTimeOffset Now);

/// <summary>
/// Move a resource now. <see cref="Card"/> is the card that asks for it; null when a person does. <see cref="At"/> is the instant of the
/// decision where that runs ahead of the site clock, as it does while a stepped site advances. <see cref="Until"/>: when it goes back to
/// where it came from; null when it stays.
/// </summary>
[GenerateSerializer, Alias("moveCommand")]
public sealed record MoveCommand(
    [property: Id(0)] string To, [property: Id(1)] string CommandId, [property: Id(2)] string? Card = null,
    [property: Id(3)] DateTimeOffset? At = null, [property: Id(4)] DateTimeOffset? Until = null);

/// <summary>
/// The state after reports, those that were new, and how many repeated; or, unchanged, the places of those that conflict.
/// </summary>
public sealed record ReportDecision(ResourceState State, IReadOnlyList<FloorEvent> Taken, int Duplicates, IReadOnlyList<int>? Conflicts)
{
    /// <summary>How many were new.</summary>
    public int Accepted => Taken.Count;
}

/// <summary>The state after a move and the answer to it; or why it was refused, and the state that remembers the refusal.</summary>
public sealed record MoveDecision(ResourceState State, ResourceView? Answer, string? Refusal)
{
    public static MoveDecision Done(ResourceState state, ResourceView answer) => new(state, answer, null);

    public static MoveDecision Refused(ResourceState state, string reason) => new(state, null, reason);
}
