using System.Text.Json;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;
using static SyncOps.Tests.Engine.StateSerializer;

namespace SyncOps.Tests.Engine.Sectors;

public class SectorLedgerLaws
{
    /// <summary>
    /// What is sent when: minutes since the sending before (now and then most of a day) and places in the pool, repeats and all.
    /// </summary>
    private static Gen<(int Minutes, int[] Places)[]> Sendings(params Gen<int>[] minutes)
        => Gen.Select(Gen.OneOf([Gen.Int[0, 30], .. minutes]), Gen.Int[0, 39].Array[0, 8]).Array[1, 16];

    /// <summary>Pauses of hours, and about as long as a sector remembers.</summary>
    private static readonly Gen<int>[] Pauses = [Gen.Int[0, 20 * 60], Gen.Int[23 * 60, 24 * 60 + 30]];

    private static readonly Gen<ClockKind> Clocks = Gen.OneOf(ClockKind.Stepped, ClockKind.Live);

    [Fact]
    public void Work_is_conserved_in_every_class_after_any_events()
        => Gen.Select(Clocks, Pools, Sendings()).Sample((clock, pool, sendings) =>
        {
            var run = new Run(clock);
            foreach (var sending in sendings) run.Send(sending.Minutes, sending.Places.Select(p => pool[p % pool.Length]));
            run.Ledger.AdvanceTo(At(10_000));

            var load = run.Ledger.Accounts.LoadAt("pick", At(10_000), 1, []);
            var model = Follow(run, clock);
            return load.ByClass.All(c => c.Units.Value == model[c.Class].Backlog) && load.ByClass.Count == model.Count
                && load.Totals.Arrived.Value == model.Values.Sum(m => m.Arrived)
                && load.Totals.Adjusted.Value == model.Values.Sum(m => m.Adjusted)
                && (load.Totals.Arrived + load.Totals.Adjusted).Value
                    == model.Values.Sum(m => m.Taken) + model.Values.Sum(m => m.Backlog);
        });

    [Fact]
    public void Pending_events_give_the_same_accounts_in_whatever_order_and_rows_they_came()
        => Gen.Select(Pools, Gen.Int[1, 7], Gen.Int[0, 1_000]).Sample((pool, rowSize, seed) =>
        {
            var (told, shuffled) = (SectorLedger.Empty(ClockKind.Stepped), SectorLedger.Empty(ClockKind.Stepped));
            told.Adopt(1, Row(0, pool));
            var row = 0L;
            foreach (var part in pool.OrderBy(e => (int.Parse(e.Id[1..]) + 1) * (seed + 1) * 7919L % 1_009).Chunk(rowSize))
                shuffled.Adopt(++row, Row(0, part));
            foreach (var minutes in new[] { 60, 100, 180 })
            {
                told.AdvanceTo(At(minutes));
                if (minutes != 100) shuffled.AdvanceTo(At(minutes));
            }
            return Accounts(told) == Accounts(shuffled);
        });

    [Fact]
    public void Events_sent_again_any_number_of_times_in_any_batches_change_nothing()
        => Gen.Select(Clocks, Pools, Sendings()).Sample((clock, pool, sendings) =>
        {
            var (repeated, once) = (new Run(clock), new Run(clock));
            var seen = new HashSet<string>();
            foreach (var (minutes, places) in sendings)
            {
                var batch = places.Select(p => pool[p % pool.Length]).ToArray();
                var news = batch.Where(e => seen.Add(e.Id)).ToArray();
                var intake = repeated.Send(minutes, batch);
                if (!intake.Admitted.SequenceEqual(news) || intake.Duplicates != batch.Length - news.Length) return false;
                once.Send(minutes, []);
                foreach (var e in news) once.Send(0, [e]);
            }
            return Accounts(repeated.Ledger) == Accounts(once.Ledger)
                && Answers(repeated.Ledger, pool).SequenceEqual(Answers(once.Ledger, pool));
        });

    [Fact]
    public void A_ledger_read_back_from_any_snapshot_and_the_rows_since_equals_the_one_that_never_stopped()
        => Gen.Select(Clocks, Pools, Sendings(Pauses), Gen.Int[0, 15], Gen.Int[0, 15]).Sample((clock, pool, sendings, snapshotAt, more) =>
        {
            var run = new Run(clock);
            byte[]? stored = null;
            for (var i = 0; i < sendings.Length; i++)
            {
                run.Send(sendings[i].Minutes, sendings[i].Places.Select(p => pool[p % pool.Length]));
                if (i == snapshotAt % sendings.Length) stored = Serializer.SerializeToArray(run.Ledger.Snapshot());
                if (i % 4 != more % 4 && i < sendings.Length - 1) continue;
                if (!IsTheSame(run, run.ReadBack(null), pool)) return false;
                if (stored is not null && !IsTheSame(run, run.ReadBack(stored), pool)) return false;
            }
            return true;
        });

    [Fact]
    public void A_ledger_read_back_goes_on_as_the_one_that_never_stopped()
        => Gen.Select(Clocks, Pools, Sendings(Pauses), Gen.Int[0, 15]).Sample((clock, pool, sendings, restartAt) =>
        {
            var (steady, restarted) = (new Run(clock), new Run(clock));
            for (var i = 0; i < sendings.Length; i++)
            {
                var batch = sendings[i].Places.Select(p => pool[p % pool.Length]).ToArray();
                var (a, b) = (steady.Send(sendings[i].Minutes, batch), restarted.Send(sendings[i].Minutes, batch));
                if (!a.Admitted.SequenceEqual(b.Admitted) || a.Duplicates != b.Duplicates) return false;
                if (i % 16 != restartAt) continue;
                restarted.Ledger = restarted.ReadBack(Serializer.SerializeToArray(restarted.Ledger.Snapshot()));
            }
            return IsTheSame(steady, restarted.Ledger, pool);
        });

    private static string Accounts(SectorLedger ledger)
    {
        var load = ledger.Accounts.LoadAt("pick", ledger.Clock, 1, []);
        return JsonSerializer.Serialize(
            new { load, ledger.Accounts.Folded, ledger.Accounts.Untold, ledger.Snapshot().Pending }, ContractJson.Options);
    }

    private static bool IsTheSame(Run run, SectorLedger other, FloorEvent[] pool)
        => Seen(run.Ledger, run.Now) == Seen(other, run.Now) && Answers(run.Ledger, pool).SequenceEqual(Answers(other, pool));

    /// <summary>Arrived, adjusted, taken and backlog by class, event by event in the order of effect.</summary>
    private static SortedDictionary<string, Followed> Follow(Run run, ClockKind clock)
    {
        var model = new SortedDictionary<string, Followed>(StringComparer.Ordinal);
        var effects = run.Rows.SelectMany(row => row.Events.Select(e => (
            Event: e, At: clock == ClockKind.Live || e.Time <= row.ReceivedAt ? row.ReceivedAt : e.Time,
            IsPending: clock == ClockKind.Stepped && e.Time > row.ReceivedAt)));
        // What a clock reaches takes effect before what is received then, the former in the order of effect, the latter as it came.
        foreach (var (e, _, _) in effects.OrderBy(x => x.At).ThenBy(x => !x.IsPending)
            .ThenBy(x => x.IsPending ? x.Event : null, Comparer<FloorEvent?>.Create(EffectOrder.Instance.Compare)))
        {
            var name = e.Class ?? "";
            var (arrived, adjusted, taken, backlog) = model.GetValueOrDefault(name);
            var units = e.Units.Value;
            model[name] = e.Kind switch
            {
                EventKind.WorkArrived => new(arrived + units, adjusted, taken, backlog + units),
                EventKind.WorkCounted => new(arrived, adjusted + units - backlog, taken, units),
                _ => new(arrived, adjusted, taken + units, backlog - units),
            };
        }
        return model;
    }

    /// <summary>Units of one class.</summary>
    private readonly record struct Followed(double Arrived, double Adjusted, double Taken, double Backlog);

    /// <summary>A ledger in use: its clock, its journal, and what becomes of it when it is read back.</summary>
    private sealed class Run(ClockKind clock)
    {
        public SectorLedger Ledger { get; set; } = SectorLedger.Empty(clock);

        public List<JournalEntry> Rows { get; } = [];

        public DateTimeOffset Now { get; private set; } = Start;

        public Intake Send(int minutes, IEnumerable<FloorEvent> batch)
        {
            Now = Now.AddMinutes(minutes);
            if (clock == ClockKind.Stepped) Ledger.AdvanceTo(Now);
            var intake = Ledger.Admit([.. batch], Now);
            if (intake.Admitted.Count == 0) return intake;

            var row = new JournalEntry { ReceivedAt = Now, Events = [.. intake.Admitted] };
            Rows.Add(Serializer.Deserialize<JournalEntry>(Serializer.SerializeToArray(row))!);
            Ledger.Adopt(Rows.Count, row);
            return intake;
        }

        public SectorLedger ReadBack(byte[]? stored)
        {
            var snapshot = stored is null ? null : Serializer.Deserialize<SectorSnapshot>(stored);
            var ledger = snapshot is null ? SectorLedger.Empty(clock) : SectorLedger.From(clock, snapshot);
            // Every other one is asked what it holds before it remembers what made it.
            if (snapshot is null || Rows.Count % 2 == 0)
                for (var i = snapshot?.WindowFromSequence ?? 1; i <= Rows.Count; i++) ledger.Replay(i, Rows[(int)i - 1]);
            else
            {
                for (var i = snapshot.Sequence + 1; i <= Rows.Count; i++) ledger.Adopt(i, Rows[(int)i - 1]);
                var memory = new SectorMemory(snapshot.Marks);
                for (var i = snapshot.WindowFromSequence; i <= Rows.Count; i++) memory.Replay(i, Rows[(int)i - 1]);
                ledger.Recall(memory);
            }
            if (clock == ClockKind.Stepped) ledger.AdvanceTo(Now);
            return ledger;
        }
    }
}
