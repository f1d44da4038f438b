namespace SyncOps.Engine.Simulation;

/// <summary>
/// Exponential and logarithm from the four exactly rounded operations only. The runtime's own come from each platform's C library and
/// may differ in the last bit, which is enough to draw another arrival: a simulation must not depend on the machine it runs on.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e to the power x, relative error below 1e-14; 0 below -700, throws above 700 or when x is not a number.</summary>
    public static double Exp(double x)
    {
        if (!(x <= 700)) throw new ArgumentOutOfRangeException(nameof(x), x, "The exponent must be at most 700.");
        if (x < -700) return 0;

        // e^x = 2^k e^r with |r| <= ln(2)/2, where fifteen terms of the series are exact to the last place or so.
        var k = Math.Round(x / (Ln2High + Ln2Low));
        var r = x - k * Ln2High - k * Ln2Low;
        var sum = 1.0;
        for (var n = 15; n >= 1; n--) sum = 1 + sum * r / n;
        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>Natural logarithm of a positive, finite, normal number; throws otherwise. Relative error below 1e-14 away from 1.</summary>
    public static double Log(double x)
    {
        if (!(x >= 2.2250738585072014e-308) || double.IsInfinity(x))
            throw new ArgumentOutOfRangeException(nameof(x), x, "The argument must be positive and finite.");

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }

        // log m = 2 artanh((m - 1)/(m + 1)); the argument is below 0.172, so twelve odd powers suffice.
        var s = (m - 1) / (m + 1);
        var square = s * s;
        var sum = 0.0;
        for (var n = 23; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
        return exponent * Ln2High + (2 * s * sum + exponent * Ln2Low);
    }
}
