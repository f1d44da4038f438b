using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Tests.Faults.Backups;

/// <summary>A stepped site on which a card was issued and accepted, so that people walk; its clock stands.</summary>
internal static class StillSite
{
    private const string Site = "still";
    private static readonly DateTimeOffset Six = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Makes it, and answers what it shows.</summary>
    public static async Task<string> MakeAsync(SyncOpsClient client, Uri address, CancellationToken cancellation)
    {
        var floor = SmallFloor.Live(Site, sectors: 2, resources: 4) with
        {
            Clock = ClockKind.Stepped, Start = Six, Moves = new MoveRules { Minutes = 5 }, Policy = new FloorPolicy(),
        };
        await client.PutFloor(floor, cancellation: cancellation);
        await client.PostEvents(
            Site,
            [
                .. floor.Resources.Select((person, i) => new FloorEvent
                {
                    Kind = EventKind.ResourceCheckedIn, Source = "urn:test:still", Id = person.Id, Time = Six, Resource = person.Id,
                    Sector = SmallFloor.Sector(i == 0 ? 1 : 0),
                }),
                // One person at 60 units/h needs five hours, the target is one.
                new FloorEvent
                {
                    Kind = EventKind.WorkCounted, Source = "urn:test:still", Id = "count", Time = Six, Sector = SmallFloor.Sector(1),
                    Units = Units.Of(300),
                },
            ],
            cancellation);
        await client.Advance(Site, Six, cancellation);
        var card = Assert.Single(await client.Recommendations(Site, [CardState.Proposed], cancellation).ToListAsync(cancellation));
        await client.Accept(Site, card.Id, cancellation: cancellation);
        return await TextAsync(client, address, cancellation);
    }

    /// <summary>What it shows of its people, cards, plan and history, and its totals.</summary>
    public static async Task<string> TextAsync(SyncOpsClient client, Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = address };
        var parts = new List<string>();
        foreach (var path in new[] { "floor", "resources", "recommendations", "plans/2026-03-02", "history" })
            parts.Add(await http.GetStringAsync(new Uri($"api/v1/sites/{Site}/{path}", UriKind.Relative), cancellation));
        await foreach (var view in client.Sectors(Site, cancellation)) parts.Add($"{view.Sector} {view.Totals} {view.Staff}");
        return string.Join('\n', parts);
    }
}
