using CsCheck;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;
using Xunit;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Sectors;

public class ClassAccountTests
{
    private readonly ClassAccount _account = new();

    [Fact]
    public void Work_that_names_no_due_time_is_taken_earliest_due_first_and_undated_last()
    {
        _account.Arrive(Units.Of(4), At(120));
        _account.Arrive(Units.Of(3), At(60));
        _account.Arrive(Units.Of(5), null);

        _account.Complete(Units.Of(5), null);       // 3 of 13:00 and 2 of 14:00

        Assert.Equal([(At(120), 2.0)], Dated());
        Assert.Equal(7, _account.Backlog.Value);    // 2 dated, 5 undated
    }

    [Fact]
    public void Work_that_names_a_due_time_is_taken_from_it_even_before_it_arrived()
    {
        _account.Arrive(Units.Of(4), At(60));
        _account.Remove(Units.Of(6), At(120));

        Assert.Equal([(At(60), 4.0), (At(120), -6.0)], Dated());

        _account.Arrive(Units.Of(6), At(120));
        Assert.Equal([(At(60), 4.0)], Dated());
    }

    [Fact]
    public void A_debt_of_one_due_time_is_not_paid_with_the_work_of_another()
    {
        _account.Complete(Units.Of(2), At(60));
        _account.Arrive(Units.Of(5), At(120));

        _account.Complete(Units.Of(3), null);

        Assert.Equal([(At(60), -2.0), (At(120), 2.0)], Dated());
    }

    [Fact]
    public void More_completed_than_is_there_leaves_a_negative_backlog_until_the_arrival_is_told()
    {
        _account.Arrive(Units.Of(2), At(60));
        _account.Complete(Units.Of(5), null);

        Assert.Equal(-3, _account.Backlog.Value);
        Assert.Empty(Dated());

        _account.Arrive(Units.Of(3), null);
        Assert.Equal(0, _account.Backlog.Value);
    }

    [Fact]
    public void A_count_sets_the_backlog_and_books_the_difference_as_adjusted()
    {
        _account.Arrive(Units.Of(10), At(60));

        _account.Count(Units.Of(7));        // 3 missing, taken from the earliest due
        Assert.Equal((7.0, -3.0), (_account.Backlog.Value, _account.Totals.Adjusted.Value));
        Assert.Equal([(At(60), 7.0)], Dated());

        _account.Count(Units.Of(12));       // 5 found, of unknown due time
        Assert.Equal((12.0, 2.0), (_account.Backlog.Value, _account.Totals.Adjusted.Value));
        Assert.Equal([(At(60), 7.0)], Dated());
    }

    [Fact]
    public void Any_sequence_agrees_with_a_model_that_takes_unit_by_unit()
        => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 3]).Array[0, 40].Sample(steps =>
        {
            var account = new ClassAccount();
            var model = new Model();
            foreach (var (kind, units, due) in steps)
            {
                DateTimeOffset? dueAt = due == 0 ? null : At(60 * due);
                var before = model.Backlog;
                switch (kind)
                {
                    case 0: account.Arrive(Units.Of(units), dueAt); model.Put(due, units); break;
                    case 1: account.Complete(Units.Of(units), dueAt); model.Take(due, units); break;
                    case 2: account.Remove(Units.Of(units), dueAt); model.Take(due, units); break;
                    default:
                        account.Count(Units.Of(units));
                        if (units > before) model.Put(0, units - before);
                        else model.Take(0, before - units);
                        break;
                }
                if (kind == 3 && account.Backlog != Units.Of(units)) return false;
            }
            var dated = Enumerable.Range(1, 3).Where(d => model.Parts[d] != 0).Select(d => (At(60 * d), (double)model.Parts[d]));
            return account.Backlog.Value == model.Backlog
                && dated.SequenceEqual(account.ByDue().Select(d => (d.DueAt, d.Units.Value)));
        });

    private IEnumerable<(DateTimeOffset, double)> Dated() => _account.ByDue().Select(d => (d.DueAt, d.Units.Value));

    /// <summary>Whole units by due time 1..3, and undated ones at 0.</summary>
    private sealed class Model
    {
        public int[] Parts { get; } = new int[4];

        public int Backlog => Parts.Sum();

        public void Put(int due, int units) => Parts[due] += units;

        public void Take(int due, int units)
        {
            for (var i = 0; i < units; i++)
            {
                var from = due > 0 ? due : Enumerable.Range(1, 3).FirstOrDefault(d => Parts[d] > 0);
                Parts[from]--;
            }
        }
    }
}
