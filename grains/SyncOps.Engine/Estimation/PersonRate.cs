namespace SyncOps.Engine.Estimation;

/// <summary>How fast one person is in one sector, as far as completions have shown.</summary>
/// <param name="Resource">Whose rate it is.</param>
/// <param name="Factor">Expected rate over the standard rate, 0.5 to 2.</param>
/// <param name="Sd">Standard deviation of the factor.</param>
/// <param name="Hours">Hours of work that it was learned from, above 0.</param>
[GenerateSerializer, Immutable, Alias("estimation.personRate")]
public readonly record struct PersonRate(
    [property: Id(0)] string Resource, [property: Id(1)] double Factor, [property: Id(2)] double Sd, [property: Id(3)] double Hours)
{
    private const double LeastFactor = 0.5;
    private const double MostFactor = 2;

    /// <summary>
    /// People who hold one standard rate differ by a standard deviation of 0.15, and an hour's work of one of them from that person's
    /// rate by 0.3: so what is known before anything was completed is worth 0.3^2 / 0.15^2 standard hours. Assumptions.
    /// </summary>
    internal const double PriorHours = 4;
    private const double HourVariance = 0.09;

    /// <summary>
    /// The gamma-Poisson estimate: a factor of mean 1 with a gamma shape of 1 / 0.15^2, and work that comes in portions of 0.3^2 standard
    /// hours. After hours of work in which some standard hours' worth was completed the mean is (4 + completed) / (4 + hours) and the
    /// variance mean x 0.09 / (4 + hours).
    /// </summary>
    internal static PersonRate Of(string resource, double hours, double completedHours)
    {
        var mean = (PriorHours + completedHours) / (PriorHours + hours);
        return new PersonRate(
            resource, Math.Clamp(mean, LeastFactor, MostFactor), Math.Sqrt(mean * HourVariance / (PriorHours + hours)), hours);
    }

    /// <summary>The factor of a resource among rates in ordinal order; 1 where nothing was learned.</summary>
    public static double FactorOf(IReadOnlyList<PersonRate> rates, string resource)
    {
        var (from, to) = (0, rates.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            var order = string.CompareOrdinal(rates[middle].Resource, resource);
            if (order == 0) return rates[middle].Factor;
            if (order < 0) from = middle + 1;
            else to = middle;
        }
        return 1;
    }
}
