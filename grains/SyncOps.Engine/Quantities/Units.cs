using System.Globalization;

namespace SyncOps.Engine.Quantities;

/// <summary>
/// An amount of work in work units, held as whole millionths so that sums do not depend on their order.
/// Range: about ±9.2e12 units. Negative amounts are legal: a backlog is negative while completions were reported before arrivals.
/// </summary>
[GenerateSerializer, Alias("units")]
public readonly record struct Units([property: Id(0)] long Millionths) : IComparable<Units>
{
    /// <summary>The largest amount one event may carry, in units: a thousand such events a second for a year still fit.</summary>
    public const double MaxPerEvent = 1e6;

    public static readonly Units Zero = new(0);

    /// <summary>The nearest whole millionth, ties away from zero. Throws when the value is not finite or passes the range.</summary>
    public static Units Of(double units)
    {
        if (!double.IsFinite(units) || Math.Abs(units) > 9e12)
            throw new ArgumentOutOfRangeException(nameof(units), units, "Units must be finite and within ±9e12.");
        return new Units((long)Math.Round(units * 1e6, MidpointRounding.AwayFromZero));
    }

    public double Value => Millionths / 1e6;

    public static Units operator +(Units a, Units b) => new(checked(a.Millionths + b.Millionths));
    public static Units operator -(Units a, Units b) => new(checked(a.Millionths - b.Millionths));
    public static Units operator -(Units a) => new(checked(-a.Millionths));
    public static bool operator <(Units a, Units b) => a.Millionths < b.Millionths;
    public static bool operator >(Units a, Units b) => a.Millionths > b.Millionths;
    public static bool operator <=(Units a, Units b) => a.Millionths <= b.Millionths;
    public static bool operator >=(Units a, Units b) => a.Millionths >= b.Millionths;

    public static Units Add(Units left, Units right) => left + right;
    public static Units Subtract(Units left, Units right) => left - right;
    public static Units Negate(Units item) => -item;
    public static Units Min(Units a, Units b) => a < b ? a : b;
    public static Units Max(Units a, Units b) => a > b ? a : b;

    public int CompareTo(Units other) => Millionths.CompareTo(other.Millionths);
    public override string ToString() => Value.ToString("0.######", CultureInfo.InvariantCulture);
}
