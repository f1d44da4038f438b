namespace SyncOps.Engine.Quantities;

/// <summary>A quantity with its uncertainty: the 20th, 50th and 80th percentile, in the unit that the property's name ends in.</summary>
[GenerateSerializer, Alias("range3")]
public readonly record struct Range3([property: Id(0)] double P20, [property: Id(1)] double P50, [property: Id(2)] double P80)
{
    public static readonly Range3 Zero = new(0, 0, 0);

    /// <summary>A known value: all three percentiles agree.</summary>
    public static Range3 Certain(double value) => new(value, value, value);

    /// <summary>
    /// The percentiles of outcomes that are equally likely, at least one, interpolated between the middles of their shares; sorts them.
    /// </summary>
    public static Range3 Of(Span<double> outcomes)
    {
        outcomes.Sort();
        return new Range3(At(outcomes, 0.2), At(outcomes, 0.5), At(outcomes, 0.8));

        static double At(ReadOnlySpan<double> sorted, double share)
        {
            var place = Math.Clamp(share * sorted.Length - 0.5, 0, sorted.Length - 1);
            var i = Math.Min((int)place, sorted.Length - 1);
            return i == sorted.Length - 1 ? sorted[i] : sorted[i] + (place - i) * (sorted[i + 1] - sorted[i]);
        }
    }

    /// <summary>Each percentile rounded to the given number of decimals, for showing.</summary>
    public Range3 Rounded(int decimals) => new(
        Math.Round(P20, decimals, MidpointRounding.AwayFromZero),
        Math.Round(P50, decimals, MidpointRounding.AwayFromZero),
        Math.Round(P80, decimals, MidpointRounding.AwayFromZero));

    public static Range3 operator +(Range3 a, Range3 b) => new(a.P20 + b.P20, a.P50 + b.P50, a.P80 + b.P80);
    public static Range3 Add(Range3 left, Range3 right) => left + right;
}
