namespace SyncOps.Engine.Estimation;

/// <summary>
/// Where drifts of one model go over the steps of a roll-out. A mean deviation fades, and doubt about the amount that has come of it by an
/// edge is the sd of its integral until then; a step gets the increment of both. So a scenario z sds off is z sds off in the work done by
/// every edge, not in every minute.
/// </summary>
internal sealed class DriftPath
{
    private readonly int _parts;
    private readonly double[] _left;
    private readonly double[] _new;
    private readonly double[] _hours;

    /// <summary>Tables for the edges of a grid, minutes from now.</summary>
    public DriftPath(DriftModel model, ReadOnlySpan<double> edges)
    {
        _parts = model.Parts.Count;
        (_left, _new, _hours) = (new double[edges.Length * _parts], new double[edges.Length], new double[edges.Length]);
        for (var e = 0; e < edges.Length; e++)
        {
            _hours[e] = edges[e] / 60;
            for (var i = 0; i < _parts; i++)
            {
                _left[e * _parts + i] = model.Parts[i].LeftUntil(_hours[e]);
                _new[e] += model.Parts[i].NewUntil(_hours[e]);
            }
        }
    }

    /// <summary>
    /// By step: the expected deviation, and one sd of it, as shares. The drift is one of now (<see cref="DriftModel.Aged"/>).
    /// </summary>
    public void Fill(Drift drift, Span<double> means, Span<double> sds)
    {
        var widening = DriftModel.Widening(drift);
        var (meanBefore, sdBefore) = (0.0, 0.0);
        for (var t = 0; t < means.Length; t++)
        {
            var edge = t + 1;
            var left = _left.AsSpan(edge * _parts, _parts);
            var (mean, variance) = (0.0, _new[edge]);
            for (var i = 0; i < _parts; i++)
            {
                mean += left[i] * drift.Means[i];
                for (var j = 0; j < _parts; j++) variance += left[i] * left[j] * drift.Covariance[i * _parts + j];
            }
            var sd = widening * Math.Sqrt(Math.Max(0, variance));
            var hours = _hours[edge] - _hours[t];
            means[t] = (mean - meanBefore) / hours;
            sds[t] = (sd - sdBefore) / hours;
            (meanBefore, sdBefore) = (mean, sd);
        }
    }
}
