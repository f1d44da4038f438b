namespace SyncOps.Engine.Forecast;

/// <summary>
/// The rest of a day given what has come so far: the conditional distribution of the profile's Gaussian. With E = S_ro S_oo^-1 the rest
/// is expected at m_r + E (z_o - m_o) with covariance S_rr - E S_or, so a miss that days have in common moves the whole rest, a swing
/// moves the next hours, and chance moves nothing. Misses have heavier tails than the Gaussian, which widens its covariance: the range is
/// scaled so that, updated at the same slot, it would have held 60 % of what earlier days brought.
/// </summary>
internal sealed class LevelUpdate
{
    /// <summary>The measured scale is worth its days against this many days of a true Gaussian.</summary>
    private const double GaussianDays = 5;
    private const double CentralShare = 0.6;

    private readonly DayProfile _profile;
    private readonly int _seen;
    private readonly Cholesky _observed;

    // Of each slot to come: its covariance with the observed ones, forward-solved, and what deviation is left.
    private readonly double[][] _gains;
    private readonly double[] _deviations;

    private LevelUpdate(DayProfile profile, int seen)
    {
        (_profile, _seen, _observed) = (profile, seen, new Cholesky(seen, profile.Covariance));
        (_gains, _deviations) = (new double[profile.Slots - seen][], new double[profile.Slots - seen]);
        for (var r = 0; r < _gains.Length; r++)
        {
            var gain = new double[seen];
            for (var i = 0; i < seen; i++) gain[i] = profile.Covariance(seen + r, i);
            _observed.Forward(gain);
            _gains[r] = gain;
            _deviations[r] = Math.Sqrt(Math.Max(0, profile.Covariance(seen + r, seen + r) - Cholesky.Dot(gain, gain)));
        }
    }

    /// <summary>Units of each slot from the first that is not observed, as percentiles.</summary>
    public static Range3[] RestOfDay(DayProfile profile, ReadOnlySpan<double> observed)
    {
        var update = new LevelUpdate(profile, observed.Length);
        var miss = new double[observed.Length];
        for (var i = 0; i < miss.Length; i++) miss[i] = RootScale.Of(observed[i]) - profile.Roots[i];
        update._observed.Forward(miss);

        var half = update.Scale() * RootScale.NormalP80;
        var rest = new Range3[update._gains.Length];
        for (var r = 0; r < rest.Length; r++)
        {
            var root = profile.Roots[miss.Length + r] + Cholesky.Dot(update._gains[r], miss);
            rest[r] = new Range3(
                RootScale.ToUnits(root - half * update._deviations[r]),
                RootScale.ToUnits(root),
                RootScale.ToUnits(root + half * update._deviations[r]));
        }
        return rest;
    }

    private double Scale()
    {
        var days = _profile.PastMisses;
        var widths = new List<double>(days.Count * _gains.Length);
        foreach (var day in days)
        {
            var miss = day[.._seen];
            _observed.Forward(miss);
            for (var r = 0; r < _gains.Length; r++)
                if (_deviations[r] > 0) widths.Add(Math.Abs(day[_seen + r] - Cholesky.Dot(_gains[r], miss)) / _deviations[r]);
        }
        if (widths.Count == 0) return 1;
        widths.Sort();
        var measured = widths[(int)(CentralShare * widths.Count)] / RootScale.NormalP80;
        return (days.Count * measured + GaussianDays) / (days.Count + GaussianDays);
    }
}
