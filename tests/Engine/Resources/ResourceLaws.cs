using System.Text.Json;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using Xunit;
using static SyncOps.Tests.Engine.Resources.Reports;

namespace SyncOps.Tests.Engine.Resources;

public class ResourceLaws
{
    private static readonly Gen<ClockKind> Clocks = Gen.OneOf(ClockKind.Stepped, ClockKind.Live);

    private static readonly Gen<(int Verb, int Place, int Minutes, int Offset)[]> Days =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3], Gen.Int[0, 12], Gen.Int[-20, 20]).Array[0, 40];

    [Fact]
    public void A_resource_is_always_in_one_state_and_in_a_sector_exactly_while_on_duty()
        => Gen.Select(Clocks, Days).Sample((clock, day) =>
        {
            var (state, now) = (new ResourceState(), 0);
            for (var i = 0; i < day.Length; i++)
            {
                var before = state;
                now += day[i].Minutes;
                state = Do(state, day[i], i, now, clock);
                var (presence, view) = (state.PresenceOf("ann"), state.ViewOf("ann", At(now)));
                var isOff = state.Kind == ResourceStateKind.Off;
                if (isOff != (state.Sector is null) || isOff != (presence is null) || view.OnDuty == isOff) return false;
                if (isOff && state.ReservedFor is not null) return false;
                if (presence is not null && (presence.Sector != view.Sector || presence.StateAt(At(now)) != view.State)) return false;
                // A refusal is remembered, but says nothing new of the resource.
                var refusal = state.RefusedMoves.Count != before.RefusedMoves.Count;
                if (!ReferenceEquals(before, state) && !refusal && state.Version <= before.Version) return false;
            }
            return true;
        });

    [Fact]
    public void A_command_given_again_at_any_time_changes_nothing_and_gets_the_same_answer()
        => Gen.Select(Clocks, Days).Sample((clock, day) =>
        {
            var (state, now) = (new ResourceState(), 0);
            for (var i = 0; i < day.Length; i++)
            {
                now += day[i].Minutes;
                state = Do(state, day[i], i, now, clock);
                foreach (var move in state.Moves)
                {
                    var again = ResourceDecider.Move(state, Ann, new MoveCommand(move.To, move.CommandId), Reports.Floor, At(now));
                    if (!ReferenceEquals(again.State, state) || again.Answer != move.Answer || again.Refusal is not null) return false;
                }
                foreach (var refused in state.RefusedMoves)
                {
                    var again = ResourceDecider.Move(state, Ann, new MoveCommand(refused.To, refused.CommandId), Reports.Floor, At(now));
                    if (!ReferenceEquals(again.State, state) || again.Refusal != refused.Reason) return false;
                }
            }
            return true;
        });

    [Fact]
    public void Reports_sent_again_in_any_batches_change_nothing()
        => Gen.Select(Clocks, Days, Gen.Int[0, 39].Array[0, 20]).Sample((clock, day, again) =>
        {
            var reports = day.Select((d, i) => Report(d, i, i)).ToArray();
            var (once, repeated) = (new ResourceState(), new ResourceState());
            for (var i = 0; i < reports.Length; i++)
            {
                var reading = new ClockReading(clock, At(i));
                var repeats = again.Where(a => a < i).Select(a => reports[a]);
                once = ResourceDecider.Record(once, Ann, [reports[i]], reading).State;
                var decision = ResourceDecider.Record(repeated, Ann, [.. repeats, reports[i], reports[i]], reading);
                if (decision.Accepted != 1 || decision.Conflicts is not null) return false;
                repeated = decision.State;
            }
            return JsonSerializer.Serialize(once, ContractJson.Options) == JsonSerializer.Serialize(repeated, ContractJson.Options);
        });

    [Fact]
    public void Reports_ahead_of_a_stepped_clock_take_effect_alike_in_whatever_order_they_came()
        => Gen.Select(Days, Gen.Int[0, 1_000]).Sample((day, seed) =>
        {
            var reports = day.Select((d, i) => Report(d, i, 30 + i % 7)).ToArray();
            return Ended(reports) == Ended(reports.OrderBy(r => (int.Parse(r.Id) + 1) * (seed + 1) * 7919L % 1_009));
        });

    [Fact]
    public void The_journal_s_rows_alone_tell_what_the_resource_was()
        => Gen.Select(Clocks, Days).Sample((clock, day) =>
        {
            var (state, now, rows) = (new ResourceState(), 0, new List<ResourceEntry>());
            for (var i = 0; i < day.Length; i++)
            {
                now += day[i].Minutes;
                var before = state;
                if (day[i].Verb is >= 5 and <= 6)
                {
                    state = Do(state, day[i], i, now, clock);
                    if (state.Moves.Count > before.Moves.Count) rows.Add(ResourceEntry.Of(state, state.Moves[^1].CommandId, At(now)));
                    continue;
                }
                if (day[i].Verb > 6) continue;
                var decision = ResourceDecider.Record(
                    state, Ann, [Report(day[i], i, now + day[i].Offset)], new ClockReading(clock, At(now)));
                state = decision.State;
                if (decision.Taken.Count > 0) rows.Add(ResourceEntry.Of(decision.Taken, state, At(now)));
            }
            var told = ResourceEntry.Fold(rows) ?? new ResourceState();
            return Whole(told) == Whole(state with { ReservedFor = null });
        });

    private static string Whole(ResourceState state)
        => JsonSerializer.Serialize(
            ResourceDecider.FoldDue(state, Ann, At(1_000)) with { Moves = [], RefusedMoves = [], Version = 0 }, ContractJson.Options);

    private static string Ended(IEnumerable<FloorEvent> reports)
    {
        var state = reports.Aggregate(new ResourceState(), (s, r) => ResourceDecider.Record(s, Ann, [r], Stepped(0)).State);
        var ended = ResourceDecider.FoldDue(state, Ann, At(1_000)) with { Reports = new ReportLog() };
        return JsonSerializer.Serialize(ended, ContractJson.Options);
    }

    private static ResourceState Do(
        ResourceState state, (int Verb, int Place, int Minutes, int Offset) what, int n, int now, ClockKind clock)
        => what.Verb switch
        {
            5 or 6 => ResourceDecider.Move(
                state, Ann, new MoveCommand(Sector(what.Place), $"c{n % 7}", what.Verb == 6 ? "x" : null), Reports.Floor, At(now)).State,
            7 => ResourceDecider.Reserve(state, what.Place == 0 ? "y" : "x").State,
            8 => ResourceDecider.Release(state, what.Place == 0 ? "y" : "x"),
            _ => ResourceDecider.Record(state, Ann, [Report(what, n, now + what.Offset)], new ClockReading(clock, At(now))).State,
        };

    private static FloorEvent Report((int Verb, int Place, int Minutes, int Offset) what, int n, double minutes) => what.Verb switch
    {
        0 => Out($"{n}", minutes),
        1 or 2 => In($"{n}", minutes, Sector(what.Place)),
        3 => Moved($"{n}", Sector(what.Place), minutes),
        _ => Status($"{n}", (ReportedState)what.Place, minutes),
    };

    private static string Sector(int place) => place switch { 0 => "pick", 1 => "load", _ => "pack" };
}
