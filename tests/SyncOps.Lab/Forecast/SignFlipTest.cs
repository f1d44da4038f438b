using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Forecast;

/// <summary>
/// Paired test of a mean difference above 0 (Fisher's randomisation test): were both sides alike, each pair's difference might as well
/// have the other sign. It asks nothing of the differences' distribution but independence between pairs.
/// </summary>
public static class SignFlipTest
{
    /// <summary>Share of random sign patterns whose sum is at least the observed one, counting that as one of them: 0..1.</summary>
    public static double PValue(IReadOnlyList<double> differences, int patterns, ulong seed)
    {
        var random = RandomStream.For(seed, "sign-flip");
        var observed = differences.Sum();
        var asLarge = 1;
        for (var p = 0; p < patterns; p++)
        {
            var sum = 0.0;
            foreach (var difference in differences) sum += random.NextUInt32() >> 31 == 0 ? difference : -difference;
            if (sum >= observed) asLarge++;
        }
        return (double)asLarge / (patterns + 1);
    }
}
