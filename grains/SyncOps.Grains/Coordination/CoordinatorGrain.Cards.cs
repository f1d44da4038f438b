using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Coordination;

/// <summary>What users decide about cards.</summary>
public sealed partial class CoordinatorGrain
{
    public Task<Outcome<Recommendation>> Accept(CardCommand command, IReadOnlyList<RequestedAction>? actions)
        => Once(command, AcceptText(actions), async () =>
        {
            await _watch.Pull();
            var clock = await _watch.Clock();
            return CardDecider.Accept(Cards, command.Card, actions, await _watch.SnapshotAt(clock!.Value.Now), command.By);
        });

    public Task<Outcome<Recommendation>> Reject(CardCommand command, string reason)
        => Once(command, $"reject {reason}", async () =>
            CardDecider.Reject(Cards, command.Card, reason, command.By, (await _watch.Clock())!.Value.Now));

    public Task<Outcome<Recommendation>> Snooze(CardCommand command, int minutes)
        => Once(command, $"snooze {minutes}", async () =>
            CardDecider.Snooze(Cards, command.Card, minutes, command.By, (await _watch.Clock())!.Value.Now));

    private static string AcceptText(IReadOnlyList<RequestedAction>? actions)
        => string.Join(' ', (actions ?? []).Select(a => $"{a.Id}:{a.Resource}").Prepend("accept"));

    /// <summary>
    /// Decides once per idempotency key; a repeat carries out what the card still owes and gets it as it is then, another command under the
    /// key is refused.
    /// </summary>
    private async Task<Outcome<Recommendation>> Once(CardCommand command, string what, Func<Task<Outcome<CoordinatorChange>>> decide)
    {
        if (row.State.Keys.FirstOrDefault(k => k.Key == command.IdempotencyKey) is { } answered)
        {
            return answered.Card == command.Card && answered.Command == what
                ? await Again(command.Card)
                : Refusal.Invalid(new Fault("Idempotency-Key", "keyReused",
                    $"Idempotency-Key '{command.IdempotencyKey}' came before with another command: use a new key for a new command."));
        }
        var outcome = await decide();
        if (outcome.Refusal is { } refusal) return await Explain(command.Card, refusal);

        var change = outcome.Value!;
        await OrSoon(async () =>
        {
            await Adopt(change, command.IdempotencyKey is { } key ? new AnsweredKey(key, command.Card, what) : null);
            await CarryOut(change.Orders);
        });
        await LookAgain();
        return await Current(command.Card);
    }

    /// <summary>The answer to a repeat: who got none may send it because orders of the card, or giving its people back, failed.</summary>
    private async Task<Recommendation> Again(string id)
    {
        var now = (await _watch.Clock())!.Value.Now;
        await OrSoon(async () =>
        {
            if (Cards.Open.FirstOrDefault(c => c.Id == id) is { } card && IsOwed(card)) await CarryOut(Owed(card));
            await _watch.Pull();
            await ReleaseOrphans(await _watch.SnapshotAt(now));
        });
        await LookAgain();
        return await Current(id);
    }

    /// <summary>What a command brings about. Nobody may send again what failed on the way: a live site decides soon for its sake.</summary>
    private async Task OrSoon(Func<Task> step)
    {
        var isLive = (await _watch.Floor()).Document.Clock == ClockKind.Live;
        try
        {
            await step();
        }
        catch when (isLive && !_isLeaving)
        {
            _deciding.Changed();
            throw;
        }
    }

    /// <summary>A card that has left the coordinator's own row is known by the archive: it is closed, not unknown.</summary>
    private async Task<Refusal> Explain(string id, Refusal refusal)
        => refusal.Kind == RefusalKind.NotFound && await _archive.Find(id) is { } closed
            ? new Refusal(RefusalKind.Conflict, $"Recommendation {id} is {closed.State}: only a proposed or snoozed one can change.")
            : refusal;

    private async Task<Recommendation> Current(string id) => Cards.Find(id) ?? (await _archive.Find(id))!;

    /// <summary>Orders of an accepted card. Each is carried out once: the resource knows its command id.</summary>
    private async Task CarryOut(IReadOnlyList<CardOrder> orders)
    {
        foreach (var order in orders)
        {
            // The policy accepts within a decision, for whose instant a stepped site's clock has not come yet.
            var at = Cards.Find(order.Card) is { DecidedBy: CardDecider.ByPolicy } card ? card.IssuedAt : (DateTimeOffset?)null;
            var resource = GrainFactory.Resource(_site, order.Resource);
            var outcome = await (order.Hours is { } hours ? resource.Book(hours with { At = at }) : resource.Move(order.ToMove(at)));
            var arriveAt = order.Hours is null ? outcome.Value?.AvailableAt : null;
            await Adopt(CardDecider.CarriedOut(Cards, order.Card, order.Action, outcome.Refusal?.Reason, arriveAt));
        }
    }

    private async Task CarryOutOwed()
    {
        foreach (var card in Cards.Open.Where(IsOwed).ToList()) await CarryOut(Owed(card));
    }

    private static IReadOnlyList<CardOrder> Owed(Recommendation card)
        => [.. card.Actions.Where(IsOwed).Select(a => CardOrder.Of(card.Id, a))];

    private static bool IsOwed(Recommendation card)
        => card.State is CardState.Accepted or CardState.InProgress && card.Actions.Any(IsOwed);

    private static bool IsOwed(CardAction action)
        => action.Result is null && (action.IsHours || action.Kind is ActionKind.Move or ActionKind.Return);

    /// <summary>
    /// Shows at once what a command changed, without deciding anything new. A live site shows the cards beside the outlook it has, and the
    /// next solve, which is due by this change, brings the new one.
    /// </summary>
    private async Task LookAgain()
    {
        var clock = (await _watch.Clock())!.Value;
        if (clock.Kind == ClockKind.Live)
        {
            _deciding.Changed();
            if (_outlook.Count == 0) return;
            Look(_outlook, _outlookAt);
        }
        else
        {
            await _watch.Pull();
            Look(CardDecider.Outlook(Cards, await _watch.SnapshotAt(clock.Now)), clock.Now);
        }
        await Report();
    }
}
