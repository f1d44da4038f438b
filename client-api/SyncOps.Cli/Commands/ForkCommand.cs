using System.CommandLine;
using SyncOps.Cli.Terminal;
using SyncOps.Engine.Contract;

namespace SyncOps.Cli.Commands;

/// <summary><c>fork</c>: a stepped site of what a site was at an instant.</summary>
internal static class ForkCommand
{
    public static Command Create(Screen screen)
    {
        var site = new Argument<string>("SITE") { Description = "Site to start from." };
        var at = InstantOption.Create("--at", "Instant of its past.", required: true);
        var name = new Option<string?>("--as")
        {
            Description = "Id of the new site. Default: the site's id and the instant.", HelpName = "ID",
        };
        var command = new Command("fork", "Make a stepped site of what a site was at an instant, to replay or to try something else.")
        {
            site, at, name,
        };
        command.SetAction((parsed, cancellation) => Guard.Run(screen, async () =>
        {
            using var client = GlobalOptions.Client(parsed);
            var (origin, instant) = (parsed.GetValue(site)!, parsed.GetValue(at)!.Value);
            var fork = await client.Fork(origin, instant, parsed.GetValue(name), cancellation);
            if (parsed.GetValue(GlobalOptions.Json)) screen.Json(fork);
            else screen.Line($"Site '{fork.Site}' holds what '{origin}' held at {ContractJson.Write(instant)}; its clock is stepped.");
            return Exit.Done;
        }));
        return command;
    }
}
