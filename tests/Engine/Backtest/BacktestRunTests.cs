using System.Text.Json;
using SyncOps.Engine.Backtest;
using SyncOps.Engine.Contract;
using Xunit;
using static SyncOps.Tests.Engine.Backtest.BacktestCases;

namespace SyncOps.Tests.Engine.Backtest;

public sealed class BacktestRunTests
{
    [Fact]
    public void The_advice_prevents_much_of_what_one_person_too_many_in_the_wrong_sector_costs()
    {
        var report = BacktestRun.Of(OneTooMany(days: 2));
        var policies = report.Policies.ToDictionary(p => p.Name);

        Assert.Equal(["static", "recorded", "reactive", "syncops"], report.Policies.Select(p => p.Name));
        // Whoever stays in a leaves b to one person at 2 an hour, which cannot do the 3 an hour that come.
        Assert.Equal(policies["static"].Loss, policies["recorded"].Loss);
        Assert.True(policies["syncops"].Cards > 0);
        Assert.InRange(policies["syncops"].Prevented!.Share, 0.5, 1);
        Assert.InRange(policies["reactive"].Prevented!.Share, 0.5, 1);
        Assert.Null(policies["syncops"].Prevented!.Low);     // two days are too few for an interval
        Assert.All(report.Policies, p => Assert.True(report.Clairvoyant.Loss <= p.Loss.Total));
        Assert.All(report.Policies, p => Assert.Equal(p.Loss.Total, p.LossByDay.Sum(), precision: 6));
    }

    [Fact]
    public void The_same_case_gives_the_same_report()
    {
        var @case = Random(3);

        Assert.Equal(Text(BacktestRun.Of(@case)), Text(BacktestRun.Of(@case)));

        static string Text(BacktestReport report) => JsonSerializer.Serialize(report, ContractJson.Options);
    }

    [Fact]
    public void Progress_rises_to_the_whole()
    {
        var told = new List<double>();
        BacktestRun.Of(Random(4), told.Add);

        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1]);
    }

    [Fact]
    public void An_interval_needs_ten_days_and_is_around_the_share()
    {
        double[] stay = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12];
        double[] half = [8, 5, 6, 6, 6, 7, 6, 6, 6, 7], bound = [2, 2, 3, 1, 2, 2, 3, 1, 2, 2];

        // Static 106, policy 63, bound 20: 43 of 86.
        var share = PreventedShare.Of(stay, half, bound)!;
        Assert.Equal(0.5, share.Share, precision: 12);
        Assert.True(share.Low < 0.5 && share.High > 0.5);
        Assert.Null(PreventedShare.Of(stay[..9], half[..9], bound[..9])!.Low);
        Assert.Null(PreventedShare.Of(stay, half, [.. stay.Select(s => 0.99 * s)]));     // 1 % could be prevented, less than 2 %
    }

    [Fact]
    public void A_floor_without_costs_says_what_a_loss_is()
    {
        var @case = OneTooMany(days: 2);
        var plain = @case with { Floor = SyncOps.Engine.Floors.Floor.Of(@case.Floor.Document with { Currency = "XXX" }) };

        var report = BacktestRun.Of(plain);

        Assert.Equal("unit-hours", report.LossUnit);
        Assert.Contains(report.Assumptions, a => a.StartsWith("The floor names no costs", StringComparison.Ordinal));
    }

    /// <summary>
    /// Three units an hour come into b from 8:00 to 16:00, which one person there cannot do; two stand in a without work.
    /// </summary>
    private static BacktestCase OneTooMany(int days) => Case(
        Document(Person("ann", ("a", 2), ("b", 2)), Person("ben", ("a", 2), ("b", 2)), Person("cid", ("b", 2))), days,
        [.. Enumerable.Range(0, days).SelectMany(d => Enumerable.Range(0, 24).Select(n => (24 * d + 8 + n / 3.0, new[] { "b" })))],
        Shifts("a"), Shifts("a"), Shifts("b"));

    private static (double, double, string)[] Shifts(string sector) => [(8, 17, sector), (32, 41, sector)];
}
