using System.CommandLine;
using System.CommandLine.Parsing;
using SyncOps.Client;

namespace SyncOps.Cli.Commands;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    public const string DefaultServer = "http://127.0.0.1:8080";

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the result as JSON.", Recursive = true,
    };

    public static readonly Option<Uri> Server = new("--server")
    {
        Description = $"Address of the server. Default: SYNCOPS_URL, else {DefaultServer}.",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = result => Address(result, Environment.GetEnvironmentVariable("SYNCOPS_URL") ?? DefaultServer),
        CustomParser = result => Address(result, result.Tokens[0].Value),
    };

    /// <summary>A client for one short question: who asks wants to know soon that nobody is there.</summary>
    public static SyncOpsClient Client(ParseResult parsed)
        => SyncOpsClient.To(parsed.GetValue(Server)!, new SyncOpsClientOptions { ResendFor = TimeSpan.FromSeconds(5) });

    private static Uri Address(ArgumentResult result, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https") return server;
        result.AddError($"'{text}' is not an http address such as {DefaultServer}.");
        return new Uri(DefaultServer);
    }
}
