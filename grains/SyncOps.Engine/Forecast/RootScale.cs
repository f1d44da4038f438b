namespace SyncOps.Engine.Forecast;

/// <summary>Counts and their roots, z = sqrt(x + 1/4).</summary>
internal static class RootScale
{
    /// <summary>The 80th percentile of the standard normal.</summary>
    public const double NormalP80 = 0.8416212335729143;

    public static double Of(double units) => Math.Sqrt(Math.Max(0, units) + 0.25);

    /// <summary>Units of a root, at least 0.</summary>
    public static double ToUnits(double root) => root <= 0.5 ? 0 : root * root - 0.25;
}
