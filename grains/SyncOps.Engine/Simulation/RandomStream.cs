using System.IO.Hashing;
using System.Text;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// A stream of random draws that is the same on every machine: the generator PCG-XSH-RR 64/32 (M. E. O'Neill, HMC-CS-2014-0905) and
/// draws that use <see cref="PortableMath"/>. One stream per purpose (<see cref="For"/>): what one purpose draws never shifts another's
/// draws, so two policies on one seed meet the same demand, noise and absences.
/// </summary>
public sealed class RandomStream
{
    /// <summary>Largest mean that <see cref="Poisson"/> takes: its time grows with the mean.</summary>
    public const double MaxPoissonMean = 1e6;

    private const ulong Multiplier = 6364136223846793005;

    // The middle of each step.
    private static readonly double[] ExponentialSteps = [.. Enumerable.Range(0, 1024).Select(i => -PortableMath.Log((i + 0.5) / 1024))];

    private readonly ulong _increment;
    private ulong _state;
    private double _spareNormal = double.NaN;

    /// <summary>The generator's own seeding: a start and one of 2^63 sequences.</summary>
    public RandomStream(ulong start, ulong sequence)
    {
        _increment = (sequence << 1) | 1;
        NextUInt32();
        _state += start;
        NextUInt32();
    }

    /// <summary>
    /// The stream of a purpose under a seed. The same name and seed give the same draws; any other are independent of them.
    /// </summary>
    public static RandomStream For(ulong seed, string purpose)
    {
        var name = Encoding.UTF8.GetBytes(purpose);
        return new RandomStream(
            XxHash64.HashToUInt64(name, unchecked((long)seed)), XxHash64.HashToUInt64(name, unchecked((long)~seed)));
    }

    public uint NextUInt32()
    {
        var old = _state;
        _state = unchecked(old * Multiplier + _increment);
        var shifted = (uint)(((old >> 18) ^ old) >> 27);
        return uint.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>One of 0..limit-1, all but equally likely (2^-32); limit from 1.</summary>
    public int Below(int limit) => (int)((NextUInt32() * (ulong)limit) >> 32);

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double Uniform()
    {
        var high = NextUInt32() >> 5;
        var low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>True with the given probability (0..1).</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>
    /// Exponential of mean 1 in 1,024 steps of equal probability: a draw of one number and one look-up, for searches that need millions.
    /// </summary>
    public double Exponential() => ExponentialSteps[NextUInt32() >> 22];

    /// <summary>Standard normal (Marsaglia's polar method).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }
        while (true)
        {
            var u = 2 * Uniform() - 1;
            var v = 2 * Uniform() - 1;
            var s = u * u + v * v;
            if (s is <= 0 or >= 1) continue;
            var factor = Math.Sqrt(-2 * PortableMath.Log(s) / s);
            _spareNormal = v * factor;
            return u * factor;
        }
    }

    /// <summary>Gamma with scale 1 and the given shape, at least 1 (Marsaglia and Tsang 2000); its mean is the shape.</summary>
    public double Gamma(double shape)
    {
        if (!(shape >= 1)) throw new ArgumentOutOfRangeException(nameof(shape), shape, "The shape must be at least 1.");
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var root = 1 + c * x;
            if (root <= 0) continue;
            var v = root * root * root;
            var u = 1 - Uniform();
            if (PortableMath.Log(u) < 0.5 * x * x + d - d * v + d * PortableMath.Log(v)) return d * v;
        }
    }

    /// <summary>A positive factor of mean 1 with the given coefficient of variation (0..1): gamma, or exactly 1 when it is 0.</summary>
    public double Factor(double cv)
    {
        if (cv is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(cv), cv, "The variation must be in 0..1.");
        if (cv < 1e-6) return 1;
        var shape = 1 / (cv * cv);
        return Gamma(shape) / shape;
    }

    /// <summary>Poisson count; mean 0 to <see cref="MaxPoissonMean"/>.</summary>
    public int Poisson(double mean)
    {
        if (mean is not (>= 0 and <= MaxPoissonMean))
            throw new ArgumentOutOfRangeException(nameof(mean), mean, $"The mean must be in 0..{MaxPoissonMean}.");

        // Counts of disjoint parts add up; parts keep exp(-mean) far from underflow.
        const double Part = 16;
        var count = 0;
        while (mean > Part)
        {
            count += SmallPoisson(Part);
            mean -= Part;
        }
        return count + SmallPoisson(mean);
    }

    /// <summary>How many of <paramref name="trials"/> succeed, each with the given probability (0..1).</summary>
    public int Binomial(int trials, double probability)
    {
        var successes = 0;
        for (var i = 0; i < trials; i++)
        {
            if (Chance(probability)) successes++;
        }
        return successes;
    }

    private int SmallPoisson(double mean)
    {
        var limit = PortableMath.Exp(-mean);
        var product = Uniform();
        var count = 0;
        while (product > limit)
        {
            product *= Uniform();
            count++;
        }
        return count;
    }
}
