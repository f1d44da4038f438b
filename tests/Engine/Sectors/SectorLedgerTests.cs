using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Sectors;

public class SectorLedgerTests
{
    private SectorLedger _ledger = SectorLedger.Empty(ClockKind.Stepped);

    [Fact]
    public void On_a_stepped_clock_an_event_takes_effect_when_the_clock_reaches_its_time()
    {
        Take(0, Arrived("1", 5, 30));

        _ledger.AdvanceTo(At(30).AddTicks(-1));
        Assert.Equal(0, Backlog);
        _ledger.AdvanceTo(At(30));
        Assert.Equal(5, Backlog);
        Assert.Equal(At(30), _ledger.Accounts.LastEventAt);
    }

    [Fact]
    public void An_opening_has_a_sequence_and_changes_nothing()
    {
        Take(0, Arrived("1", 5, 0), Arrived("2", 2, 30));
        var before = _ledger.Snapshot();

        _ledger.Adopt(before.Sequence + 1, JournalEntry.Opening(At(30)));
        Assert.Equal((before.Sequence + 1, before.Clock, 5), (_ledger.Sequence, _ledger.Clock, Backlog));
        Assert.Equal(before.WindowFromSequence, _ledger.WindowFromSequence);
        Assert.Equal(1, _ledger.PendingEvents);
    }

    [Fact]
    public void A_late_event_takes_effect_at_its_receipt()
    {
        _ledger.AdvanceTo(At(60));
        Take(60, Arrived("1", 5, 30));

        Assert.Equal(5, Backlog);
        Assert.Equal(At(60), _ledger.Accounts.LastEventAt);
    }

    [Fact]
    public void On_a_live_clock_every_event_takes_effect_at_its_receipt()
    {
        _ledger = SectorLedger.Empty(ClockKind.Live);
        Take(0, Arrived("1", 5, 30), Arrived("2", 2, -30));

        Assert.Equal(7, Backlog);
        Assert.Equal(At(0), _ledger.Accounts.LastEventAt);
    }

    [Fact]
    public void At_one_instant_arrivals_take_effect_before_a_count()
    {
        Take(0, Counted("1", 3, 30), Arrived("2", 5, 30));

        _ledger.AdvanceTo(At(30));

        Assert.Equal(3, Backlog);       // counted with the five in it
        Assert.Equal(-2, _ledger.Accounts.Totals.Adjusted.Value);
    }

    [Fact]
    public void The_clock_never_goes_back()
    {
        _ledger.AdvanceTo(At(60));
        _ledger.AdvanceTo(At(30));

        Assert.Equal(At(60), _ledger.Clock);
    }

    [Fact]
    public void A_batch_with_a_conflict_is_refused_as_a_whole_and_names_the_places()
    {
        Take(0, Arrived("1", 5));

        var intake = _ledger.Admit([Arrived("2", 1), Arrived("1", 6), Arrived("1", 5)], At(0));

        Assert.Equal([1], intake.Conflicts!);
        Assert.Empty(intake.Admitted);
        Assert.Equal(Novelty.New, _ledger.Classify(Arrived("2", 1)));
    }

    [Fact]
    public void A_sequence_number_counts_once_whether_its_events_come_in_one_batch_or_in_two()
    {
        var (first, second) = (Arrived("1", 5) with { Sequence = 4 }, Arrived("2", 6) with { Sequence = 4 });

        var intake = _ledger.Admit([first, second], At(0));

        Assert.Equal([first], intake.Admitted);
        Assert.Equal(1, intake.Duplicates);
    }

    [Fact]
    public void Rows_are_adopted_in_sequence()
        => Assert.Throws<InvalidOperationException>(() => _ledger.Adopt(2, Row(0, Arrived("1", 5))));

    [Fact]
    public void Identities_are_read_back_from_the_first_row_of_the_last_24_hours()
    {
        Assert.Equal(1, _ledger.WindowFromSequence);
        Take(0, Arrived("1", 1));
        Take(60, Arrived("2", 1));
        Take(24 * 60, Arrived("3", 1));
        Assert.Equal(1, _ledger.WindowFromSequence);        // exactly 24 h old is remembered
        Take(24 * 60 + 1, Arrived("4", 1));
        Assert.Equal(2, _ledger.WindowFromSequence);
    }

    [Fact]
    public void Rows_whose_million_successors_fill_the_window_are_not_read_back()
    {
        var id = 0;
        for (var row = 0; row < 101; row++) Take(row, [.. Enumerable.Range(0, 10_000).Select(_ => Arrived($"{id++}", 1))]);

        // The last hundred rows hold 1,000,000 ids: all that a sector remembers.
        Assert.Equal(2, _ledger.WindowFromSequence);
        Assert.Equal(Novelty.New, _ledger.Classify(Arrived("9999", 1)));
        Assert.Equal(Novelty.Repeat, _ledger.Classify(Arrived("10000", 1)));
    }

    [Fact]
    public void A_snapshots_sequence_marks_do_not_change_with_the_ledger()
    {
        Take(0, Arrived("1", 1) with { Sequence = 1 });
        var snapshot = _ledger.Snapshot();
        Take(0, Arrived("2", 1) with { Sequence = 2 });

        Assert.Equal(1, Assert.Single(snapshot.Marks).Marks.Highest);
    }

    private double Backlog => _ledger.Accounts.Totals.Backlog.Value;

    private void Take(double minutes, params FloorEvent[] events)
    {
        var admitted = _ledger.Admit(events, At(minutes)).Admitted;
        Assert.Equal(events, admitted);
        _ledger.Adopt(_ledger.Sequence + 1, Row(minutes, [.. admitted]));
    }
}
