using SyncOps.Client;
using SyncOps.Tests.Faults.Load;

namespace SyncOps.Tests.Faults.Isolation;

/// <summary>Two sites whose sectors and resources have the same names, on one cluster: neither ever hears of the other.</summary>
public sealed class IsolationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_answer_of_a_site_names_another_or_holds_its_work()
    {
        var random = new Random(Seed.Read());
        await using var grid = await Grid.StartClusterAsync([], Cancellation);
        // Work comes in sevens here and in elevens there.
        NamesakeSite[] sites =
        [
            await NamesakeSite.Make(grid, "anvil", stranger: "birch", unitsPerEvent: 7, random.Next(), Cancellation),
            await NamesakeSite.Make(grid, "birch", stranger: "anvil", unitsPerEvent: 11, random.Next(), Cancellation),
        ];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var living = sites.SelectMany(s => s.Live(over.Token)).ToList();
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
            await grid.Suffer(Fault.KillSilo, random, Cancellation);
            await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        }
        finally
        {
            await over.CancelAsync();
        }
        await Task.WhenAll(living);

        foreach (var site in sites)
        {
            await site.AssertAllItsOwn(Cancellation);
            Told.Line($"{site.Name}: {site.Checked} answers and messages of its own, none of another's.");
            site.Dispose();
        }
    }
}
