using HdrHistogram;

namespace SyncOps.Benchmarks;

/// <summary>Times from 1 µs to 10 min, to three digits. Record from any thread.</summary>
internal sealed class Latencies
{
    private readonly HistogramBase _microseconds = HistogramFactory
        .With64BitBucketSize().WithValuesFrom(1).WithValuesUpTo(600_000_000).WithPrecisionOf(3).WithThreadSafeWrites().Create();

    public void Record(TimeSpan elapsed)
        => _microseconds.RecordValue(Math.Clamp((long)elapsed.TotalMicroseconds, 1, 600_000_000));

    public LatencySummary Summary() => _microseconds.TotalCount == 0
        ? new LatencySummary(0, 0, 0, 0, 0, 0)
        : new LatencySummary(
            _microseconds.TotalCount, At(50), At(90), At(99), At(99.9), Math.Round(_microseconds.GetMaxValue() / 1000.0, 3));

    private double At(double percentile) => Math.Round(_microseconds.GetValueAtPercentile(percentile) / 1000.0, 3);
}

/// <summary>Milliseconds at the percentiles that matter.</summary>
internal sealed record LatencySummary(long Count, double P50Ms, double P90Ms, double P99Ms, double P999Ms, double MaxMs)
{
    public override string ToString()
        => $"p50 {P50Ms:0.0} ms, p90 {P90Ms:0.0} ms, p99 {P99Ms:0.0} ms, p99.9 {P999Ms:0.0} ms, max {MaxMs:0.0} ms";
}
