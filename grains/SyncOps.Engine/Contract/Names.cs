using System.Buffers;

namespace SyncOps.Engine.Contract;

/// <summary>The one rule for ids: 1-64 of <c>[A-Za-z0-9._-]</c>, case-sensitive.</summary>
public static class Names
{
    public const int MaxLength = 64;

    /// <summary>Sources and ids of events are free text up to this many characters.</summary>
    public const int MaxEventNameLength = 256;
    public const string Rule = "1 to 64 characters of A-Z a-z 0-9 . _ -";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string? id)
        => id is { Length: > 0 and <= MaxLength } && id.AsSpan().IndexOfAnyExcept(Allowed) < 0;
}
