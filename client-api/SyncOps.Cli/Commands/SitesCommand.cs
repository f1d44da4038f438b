using System.CommandLine;
using SyncOps.Cli.Terminal;
using SyncOps.Client;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Sites;

namespace SyncOps.Cli.Commands;

/// <summary><c>sites</c>: what the server holds.</summary>
internal static class SitesCommand
{
    private static readonly string[] Header = ["site", "name", "clock", "now", "sectors", "resources", "open cards", "last event"];

    public static Command Create(Screen screen)
    {
        var command = new Command("sites", "List the sites of the server.");
        command.SetAction((parsed, cancellation) => Guard.Run(screen, async () =>
        {
            using var client = GlobalOptions.Client(parsed);
            var sites = new List<SiteView>();
            await foreach (var site in client.Sites(cancellation)) sites.Add(site);
            if (parsed.GetValue(GlobalOptions.Json)) screen.Json(new { Items = sites });
            else screen.Table(Header, [.. sites.Select(Row)]);
            return Exit.Done;
        }));
        return command;
    }

    private static string[] Row(SiteView site) =>
    [
        site.Site, site.Name, site.Clock.ToString().ToLowerInvariant(), ContractJson.Write(site.Now),
        $"{site.Sectors}", $"{site.Resources}", $"{site.OpenRecommendations}",
        site.LastEventAt is { } last ? ContractJson.Write(last) : "-",
    ];
}
