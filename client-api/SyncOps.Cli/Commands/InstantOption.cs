using System.CommandLine;
using SyncOps.Engine.Contract;

namespace SyncOps.Cli.Commands;

/// <summary>An option that is an instant, UTC or with its offset.</summary>
internal static class InstantOption
{
    public static Option<DateTimeOffset?> Create(string name, string description, bool required = false) => new(name)
    {
        Description = description, HelpName = "INSTANT", Required = required,
        CustomParser = result =>
        {
            if (ContractJson.TryReadInstant(result.Tokens[0].Value, out var instant)) return instant;
            result.AddError($"{name} is '{result.Tokens[0].Value}': give an instant such as 2026-03-02T06:00:00Z.");
            return null;
        },
    };
}
