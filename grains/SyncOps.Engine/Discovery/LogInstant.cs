using System.Globalization;
using NodaTime;

namespace SyncOps.Engine.Discovery;

/// <summary>Times as event logs write them: year first, or day first with dots; with an offset, or local to the log's zone.</summary>
public static class LogInstant
{
    private static readonly string[] DayFirst =
    [
        "d.M.yyyy", "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss", "d.M.yyyy H:mm:ss.FFFFFFF",
    ];

    /// <summary>False when the text is no time, or has slashes with the day or month first: which is which cannot be known.</summary>
    /// <param name="offset">The offset as written; null when there was none and <paramref name="zone"/> was used.</param>
    public static bool TryRead(string? text, DateTimeZone zone, out DateTimeOffset instant, out TimeSpan? offset)
    {
        instant = default;
        offset = null;
        text = text?.Trim();
        if (text is not { Length: >= 8 and <= 40 }) return false;
        if (text.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase)) text = text[..^4] + "Z";

        if (YearFirst(text) && HasOffset(text))
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var stamped)) return false;
            offset = stamped.Offset;
            instant = stamped.ToUniversalTime();
            return true;
        }

        DateTime local;
        var read = YearFirst(text)
            ? DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out local)
            : DateTime.TryParseExact(text, DayFirst, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);
        if (!read) return false;
        // A local time that daylight saving skips is moved on by the gap; one that comes twice is the first.
        instant = zone.AtLeniently(LocalDateTime.FromDateTime(local)).ToInstant().ToDateTimeOffset();
        return true;
    }

    private static bool YearFirst(string text)
        => char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]) && char.IsAsciiDigit(text[3])
            && text[4] is '-' or '/';

    private static bool HasOffset(string text)
        => text[^1] is 'Z' or 'z' || (text.Length > 10 && text.AsSpan(10).IndexOfAny('+', '-') >= 0);
}
