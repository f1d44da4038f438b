using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster.Api;

/// <summary>A site with work, people, a day and an open card, that a sweep of bad requests must leave exactly as it is.</summary>
public sealed class CrowdedSite(FloorHost host) : IAsyncLifetime
{
    public const string Day = $$"""
        {"roster":[{"resource":"a1","shifts":[{"start":"2026-03-02T06:00:00Z","end":"2026-03-02T14:00:00Z"}]}],
         "forecast":[{"sector":"pick","at":"2026-03-02T06:00:00Z","unitsPerHour":10}]}
        """;

    private TestSite? _site;
    private string _before = "";

    public TestSite Site => _site ?? throw new InvalidOperationException("Not set up yet.");

    public string Card { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _site = await TestSite.Stepped(host, floor =>
        {
            var old = floor.Sector("pack").DeepClone();
            old["id"] = "old";
            floor["sectors"]!.AsArray().Add(old);
        });
        var kept = (await Site.Get("floor")).Ok().AsObject();
        kept["sectors"]!.AsArray().RemoveAt(2);
        (await Site.Put("floor", kept.ToJsonString())).Ok();
        (await Site.Put($"days/{SmallFloor.Date}", Day)).Ok();
        await Site.Record([.. SmallFloor.Rush(Site), Site.Arrived("pick", 5, SmallFloor.Start, "known")]);
        await Site.Advance(SmallFloor.Start);
        Card = (string)(await Site.Items("recommendations")).Single()!["id"]!;
        _before = await Site.Everything();
    }

    /// <summary>Fails when any document of the site differs from what it was before the sweep.</summary>
    public async Task IsUnchanged() => Assert.Equal(_before, await Site.Everything());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
