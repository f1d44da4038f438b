using CsCheck;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using Xunit;

namespace SyncOps.Tests.Engine.Reallocation;

public sealed class CardDeciderLaws
{
    private static readonly Gen<(int[] Backlogs, int[] Outside, int[] Skills, int[] Answers)> Days = Gen.Select(
        Gen.Int[0, 150].Array[4], Gen.Int[0, 150].Array[4], Gen.Int[0, 80].Array[40], Gen.Int[0, 3].Array[12]);

    /// <summary>Four sectors in a row and ten people, each with some skills; a skill below 20/h is none.</summary>
    private static TestFloor Floor((int[] Backlogs, int[] Outside, int[] Skills, int[] Answers) day)
    {
        var floor = new TestFloor().Moves(5, 1).Policy(p => p with { MaxCardsPerHour = 60 });
        for (var s = 0; s < 4; s++)
        {
            floor.Sector($"s{s}", 15, null, s < 3 ? [TestFloor.To($"s{s + 1}", 0.5, 1, 4)] : [])
                .Load($"s{s}", day.Backlogs[s], day.Outside[s], completions: 30);
        }
        for (var r = 0; r < 10; r++)
        {
            var skills = Enumerable.Range(0, 4).Where(s => day.Skills[r * 4 + s] >= 20)
                .Select(s => ($"s{s}", (double)day.Skills[r * 4 + s])).ToArray();
            if (skills.Length > 0) floor.Resource($"r{r}", skills).Present($"r{r}", skills[r % skills.Length].Item1);
        }
        return floor;
    }

    [Fact]
    public void Whatever_the_answers_no_person_is_promised_twice_versions_rise_and_benefits_are_real()
    {
        var issued = 0L;
        Days.Sample(day => issued += Follow(day), iter: 25, threads: 1);
        Assert.True(issued > 0, "No day brought a card, so nothing was checked.");
    }

    private static long Follow((int[] Backlogs, int[] Outside, int[] Skills, int[] Answers) day)
    {
        var floor = Floor(day);
        var state = CoordinatorState.Of("a");
        var versions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < day.Answers.Length; i++)
        {
            floor.Clock(5 * i);
            Check(CardDecider.Decide(state, floor.Snapshot(), new RolloutSearch()));
            foreach (var card in state.Open.Where(c => c.State == CardState.Proposed))
            {
                var answer = day.Answers[i] switch
                {
                    1 => CardDecider.Accept(state, card.Id, null, floor.Snapshot(), "ann"),
                    2 => CardDecider.Reject(state, card.Id, "no", "ann", floor.Now),
                    3 => CardDecider.Snooze(state, card.Id, 7, "ann", floor.Now),
                    _ => new CoordinatorChange { State = state },
                };
                if (answer.IsRefused) continue;
                Check(answer.Value!);
                foreach (var move in answer.Value!.Orders) floor.Present(move.Resource, move.To!, ResourceStateKind.Travelling, 5 * i + 5);
            }
        }
        return state.Counts.Issued;

        void Check(CoordinatorChange change)
        {
            state = change.State;
            foreach (var card in change.Cards)
            {
                Assert.True(card.Version > versions.GetValueOrDefault(card.Id));
                versions[card.Id] = card.Version;
                Assert.True(card.State != CardState.Proposed || IsNoticed(card) && card.Benefit.CostSaved.P20 > 0, card.ReasonLine);
            }
            var promised = state.Open.SelectMany(c => c.Actions).Select(a => a.Resource).ToArray();
            Assert.Equal(promised.Distinct().Count(), promised.Length);
        }
    }

    // A minute, a late unit (rounded to tenths), or money alone where the wait is as long as the horizon with help and without.
    private static bool IsNoticed(Recommendation card)
    {
        var (before, after) = (card.Without[card.Risk.Sector], card.With[card.Risk.Sector]);
        return card.Benefit.MinutesSaved.P50 >= 1 || before.LateUnits - after.LateUnits >= 0.9 || after.SlowdownMinutes >= 240;
    }
}
