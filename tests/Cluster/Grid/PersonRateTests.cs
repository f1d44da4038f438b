using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>Who completes more than the standard counts for more, where the policy lets people be told apart.</summary>
public sealed class PersonRateTests(FloorHost host)
{
    [Theory]
    [InlineData("person", 130)]         // 60 x 7 / 6 + 60
    [InlineData("aggregate", 120)]
    public async Task Completions_that_name_a_person_change_what_the_sector_can_do(string rates, double perHour)
    {
        var site = await TestSite.Stepped(
            host, floor => floor["policy"] = new JsonObject { ["personRates"] = rates, ["maxCardsPerHour"] = 0 });
        await site.Record(SmallFloor.Rush(site));
        await site.Record(site.Arrived("pack", 600, SmallFloor.Start));
        await site.Advance(SmallFloor.Start);
        Assert.Equal(120, await Capacity(site));

        // Two hours: b1 completes 3 standard hours' worth, (4 + 3) / (4 + 2) = 7 / 6; b2 two, which are as many as expected.
        for (var minutes = 5; minutes <= 120; minutes += 5)
        {
            await site.Record(Completed(site, "b1", 7.5, minutes), Completed(site, "b2", 5, minutes));
            await site.Advance(Time(minutes));
        }
        await site.Record(site.Arrived("pack", 1, Time(120)));

        Assert.Equal(perHour, await Capacity(site), 1);
    }

    private static async Task<double> Capacity(TestSite site) => (double)(await site.Get("sectors/pack")).Ok()["capacityPerHour"]!;

    private static JsonObject Completed(TestSite site, string who, double units, int minutes)
        => site.Event("work.completed", Time(minutes - 1), $$"""{"sector":"pack","units":{{units}},"resource":"{{who}}"}""");

    private static string Time(int minutes) => $"2026-03-02T{6 + minutes / 60:00}:{minutes % 60:00}:00Z";
}
