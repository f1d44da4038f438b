using System.Text;

namespace SyncOps.Engine.Contract;

/// <summary>The instants that any input may name, and a quick reader of the form that nearly all senders use.</summary>
public static class InstantRange
{
    /// <summary>Earlier instants are taken for a broken clock.</summary>
    public static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Later ones too; the bound also keeps every sum of an instant and a duration in range.</summary>
    public static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public const string Rule = "between 2000-01-01T00:00:00Z and 2200-01-01T00:00:00Z";

    public static bool Contains(DateTimeOffset instant) => instant >= Earliest && instant <= Latest;

    /// <summary>
    /// Reads the same instants as <see cref="ContractJson.TryReadInstant"/>, from UTF-8 and without a string for
    /// <c>yyyy-MM-ddTHH:mm:ss[.fffffff]Z</c>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out DateTimeOffset instant)
        => TryReadCanonical(utf8, out instant)
            || (utf8.Length <= 40 && ContractJson.TryReadInstant(Encoding.UTF8.GetString(utf8), out instant));

    private static bool TryReadCanonical(ReadOnlySpan<byte> s, out DateTimeOffset instant)
    {
        instant = default;
        if (s.Length is < 20 or > 28 or 21 || s[^1] != 'Z' || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':')
            return false;
        if (!Digits(s[..4], out var year) || !Digits(s[5..7], out var month) || !Digits(s[8..10], out var day)
            || !Digits(s[11..13], out var hour) || !Digits(s[14..16], out var minute) || !Digits(s[17..19], out var second))
            return false;
        var fraction = 0;
        if (s.Length > 20)
        {
            if (s[19] != '.' || !Digits(s[20..^1], out fraction)) return false;
            for (var digits = s.Length - 21; digits < 7; digits++) fraction *= 10;
        }
        if (year < 1 || month is < 1 or > 12 || hour > 23 || minute > 59 || second > 59 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        instant = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(fraction));
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + (digit - '0');
        }
        return true;
    }
}
