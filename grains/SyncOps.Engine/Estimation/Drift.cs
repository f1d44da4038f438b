namespace SyncOps.Engine.Estimation;

/// <summary>What is known of the parts of a <see cref="DriftModel"/> at an instant. A few numbers, part of durable states.</summary>
[GenerateSerializer, Immutable, Alias("estimation.drift")]
public sealed record Drift
{
    [Id(0)] public required DateTimeOffset At { get; init; }

    /// <summary>Expected deviation by part, as a share.</summary>
    [Id(1)] public required IReadOnlyList<double> Means { get; init; }

    /// <summary>Covariance of the parts, row by row.</summary>
    [Id(2)] public required IReadOnlyList<double> Covariance { get; init; }

    /// <summary>Sum of squared surprises over their expected variance: about <see cref="Observations"/> when the model is right.</summary>
    [Id(3)] public double Surprises { get; init; }

    /// <summary>Observations remembered in <see cref="Surprises"/>.</summary>
    [Id(4)] public double Observations { get; init; }

    /// <summary>Expected rate over standard rate now.</summary>
    public double Factor => 1 + Means.Sum();

    /// <summary>Standard deviation of <see cref="Factor"/>, without the model's widening.</summary>
    public double Sd => Math.Sqrt(Math.Max(0, Covariance.Sum()));
}
