using SyncOps.Engine.Estimation;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Flow;

/// <summary>
/// What the people of each sector complete over what they would at standard rates, by step: as expected from what was observed, fading
/// back to the standard, and how doubtful that is.
/// </summary>
internal sealed class PacePaths
{
    /// <summary>However unlikely, nobody works slower than this on end, nor faster than that.</summary>
    private const double Least = 0.1;
    private const double Most = 2;

    private readonly int _steps;
    private readonly double[] _means;
    private readonly double[] _sds;

    public PacePaths(SiteSnapshot site, TimeGrid grid)
    {
        _steps = grid.Steps;
        (_means, _sds) = (new double[site.Loads.Count * _steps], new double[site.Loads.Count * _steps]);
        var path = new DriftPath(DriftModel.Pace, grid.Edges);
        var isHeldAtTimes = site.Floor.Document.Policy.Gates == GateControl.Advice;
        for (var s = 0; s < site.Loads.Count; s++)
        {
            if (site.Loads[s].Pace is not { } pace) continue;
            // While a gate is held nothing is completed, which says nothing of how fast its people are.
            if (isHeldAtTimes && site.Floor.Sectors[s].Release == ReleaseRule.Gated) pace = DriftModel.Pace.Unknown(site.Now);
            path.Fill(DriftModel.Pace.Aged(pace, site.Now), _means.AsSpan(s * _steps, _steps), _sds.AsSpan(s * _steps, _steps));
        }
    }

    /// <summary>The scenario's pace over the standard one, by sector and step.</summary>
    public void Fill(DemandScenario scenario, Span<double> paces)
    {
        for (var s = 0; s * _steps < _means.Length; s++)
        {
            var z = scenario.Pace(s);
            for (var cell = s * _steps; cell < (s + 1) * _steps; cell++)
                paces[cell] = Math.Clamp(1 + _means[cell] + z * _sds[cell], Least, Most);
        }
    }
}
