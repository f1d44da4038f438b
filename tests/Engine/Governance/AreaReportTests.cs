using SyncOps.Engine.Flow;
using SyncOps.Engine.Governance;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Verification;
using Xunit;
using static SyncOps.Tests.Engine.TestFloor;

namespace SyncOps.Tests.Engine.Governance;

public class AreaReportTests
{
    [Fact]
    public void A_sector_at_risk_is_exposed_and_its_open_card_prevents_at_most_that()
    {
        var report = Report([Outlook("pick", 30, 100), Outlook("pack", 45, 60)], Card("c1", "pick", 70), Card("c2", "pack", 80));

        Assert.Equal("area:s/a", report.Node);
        Assert.Equal([("pick", 20.0), ("pack", 35.0)], report.Exposures.Select(e => (e.Sector!, e.MinutesLeft)));       // it is 12:10
        Assert.Equal(["c1"], report.Exposures[0].Recommendations);
        Assert.Equal((160.0, 130.0), (report.FormingCost, report.PreventableCost));     // 100 + 60; 70 + min(80, 60)
    }

    [Fact]
    public void Sectors_without_a_bottleneck_or_without_news_are_not_exposed()
        => Assert.Empty(Report([Outlook("pick", null, 100), Outlook("pack", 45, 60) with { Status = SectorStatus.Stale }]).Exposures);

    [Fact]
    public void A_bottleneck_that_is_here_has_no_minutes_left()
        => Assert.Equal(0, Assert.Single(Report([Outlook("pick", 5, 100)]).Exposures).MinutesLeft);

    [Theory]
    [InlineData(CardState.Proposed, 70)]
    [InlineData(CardState.Snoozed, 70)]
    [InlineData(CardState.Accepted, 0)]
    [InlineData(CardState.Rejected, 0)]
    public void Only_a_card_that_can_still_be_accepted_prevents_anything(CardState state, double preventable)
        => Assert.Equal(preventable, Report([Outlook("pick", 30, 100)], Card("c1", "pick", 70) with { State = state }).PreventableCost);

    [Fact]
    public void A_card_that_would_cost_more_than_it_saves_prevents_nothing()
        => Assert.Equal(0, Report([Outlook("pick", 30, 100)], Card("c1", "pick", -5)).PreventableCost);

    [Fact]
    public void Prevented_is_what_the_ledger_verified_also_of_cards_that_are_no_longer_at_hand()
    {
        var report = AreaReport.Of("s", "a", At(10), [], [], new PreventionLedger().With(Entry(12)).With(Entry(5.5)));

        Assert.Equal(17.5, report.PreventedCost);
        Assert.Equal((2, -1.25), (report.Calibration!.Count, report.Calibration.MeanBias));       // 10 promised twice: (2 - 4.5) / 2
        Assert.Null(report.Shadow);
    }

    [Fact]
    public void A_sector_to_be_counted_is_exposed_as_that_at_no_known_cost()
    {
        var outlook = Outlook("pick", 30, 100) with
        {
            Status = SectorStatus.Stale, ReasonLine = "Count Pick: nothing was heard.", ReasonKind = ReasonKind.Count,
        };

        var exposure = Assert.Single(Report([outlook]).Exposures);
        Assert.Equal((RiskKind.Count, Range3.Zero, 20.0), (exposure.Kind, exposure.Cost, exposure.MinutesLeft));
        Assert.Equal("Count Pick: nothing was heard.", exposure.ReasonLine);
    }

    [Fact]
    public void Why_nothing_is_advised_stands_at_what_is_exposed()
    {
        var outlook = Outlook("pick", 30, 100) with { ReasonLine = "No advice for now.", ReasonKind = ReasonKind.Failure };

        var exposure = Assert.Single(Report([outlook]).Exposures);
        Assert.Equal((RiskKind.Wait, 100.0, "No advice for now."), (exposure.Kind, exposure.Cost.P50, exposure.ReasonLine));
    }

    private static GovernanceView Report(IReadOnlyList<SectorOutlook> outlook, params Recommendation[] cards)
        => AreaReport.Of("s", "a", At(10), outlook, cards, new PreventionLedger());

    private static SectorOutlook Outlook(string sector, double? begins, double cost) => new()
    {
        Sector = sector, AsOf = At(10), LoadVersion = 1, Status = SectorStatus.Watch, WaitMinutes = 0, CapacityPerHour = 0, Utilization = 0,
        BottleneckAt = begins is { } minutes ? At(minutes) : null, Probability = 0.8, AffectedUnits = 10,
        LateUnits = Range3.Zero, SlowdownMinutes = Range3.Zero, Cost = new Range3(cost / 2, cost, cost * 2),
    };

    private static LedgerEntry Entry(double saved)
    {
        var promise = new CardBenefit(Range3.Certain(5), new Range3(5, 10, 15));
        return new LedgerEntry("c", promise, promise, new CardOutcome(5, saved, At(0)));
    }

    private static Recommendation Card(string id, string sector, double saved) => new()
    {
        Id = id, Version = 1, Area = "a", State = CardState.Proposed, IssuedAt = At(0), ExpiresAt = At(20), Headline = "", ReasonLine = "",
        Actions = [], Risk = new CardRisk(sector, RiskKind.Wait, At(30), 0.8, 10),
        Without = new SortedDictionary<string, SectorEffect>(), With = new SortedDictionary<string, SectorEffect>(),
        Benefit = new CardBenefit(Range3.Certain(1), new Range3(saved - 1, saved, saved + 1)), EngineVersion = "1",
    };
}
