using SyncOps.Engine.Simulation;
using SyncOps.Lab.Day.Fluid;
using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>
/// Futures of a day for one who knows the scenario's true parameters: the day's own factors of arrivals and rates, the present rates, and
/// when a shock that has begun will end. What half hours to come will bring is drawn, not looked up, and shocks to come are not known.
/// </summary>
internal sealed class KnownLaw
{
    private readonly DaySetting _setting;
    private readonly ScenarioDay _plan;
    private readonly SimulatedDay _drawn;
    private readonly double[][] _becomes;
    private readonly double[] _due;

    public KnownLaw(DaySetting setting, ScenarioDay plan)
    {
        (_setting, _plan) = (setting, plan);
        _drawn = SimulatedDay.Draw(setting.Floor, setting.Scenario, plan.Date, FloorSimulator.Tick);
        _becomes = [.. plan.Scenario.Trucks.Select(t => FluidNetwork.UnitsAt(setting.Floor, setting.Floor.SectorIndex(t.Sector)))];
        _due = new double[plan.Trucks.Count];
    }

    /// <summary>Notes what is due with trucks whose order-by is now. To be told of every decision instant.</summary>
    public void Hear(DayView view)
    {
        for (var i = 0; i < _due.Length; i++)
            if (view.Now <= _plan.Trucks[i].OrderBy) _due[i] = Ordered(view, i);
    }

    /// <summary>One possible rest of the day, as seen now.</summary>
    public FluidDay Draw(DayView view, RandomStream random)
    {
        var (floor, sectors) = (_setting.Floor, _setting.Floor.Sectors.Count);
        var steps = ((int)(_plan.Closes - view.Now).TotalMinutes) / FluidDay.StepMinutes;
        var arrivals = new double[steps * sectors];
        var rates = new double[steps * sectors];
        var due = (double[])_due.Clone();
        for (var s = 0; s < sectors; s++)
        {
            // Routes are at most a step long, so what is on its way comes in the first one.
            arrivals[s] += view.UnderWay[s];
            Rates(view, s, rates, random);
        }
        for (var p = 0; p < _setting.Scenario.Arrivals.Count; p++) Arrivals(view, p, arrivals, due, random);
        return new FluidDay
        {
            Arrivals = arrivals, UnitsPerPerson = rates, Backlog = [.. view.Backlog.Select(b => (double)b)],
            ShareOfWaiting = [.. rates.Select(FluidDay.Waiting)], ShareOfArriving = [.. rates.Select(m => 1 - FluidDay.Waiting(m) / m)],
            Present = [.. _setting.File.Staff.Select(g => Enumerable.Range(0, g.Count).Count(n =>
                view.People[floor.ResourceIndex(DaySetting.PersonId(g.Group, n))].IsOnDuty))],
            Trucks =
            [
                .. Enumerable.Range(0, due.Length).Where(i => _plan.Trucks[i].Leaves > view.Now).Select(i => (
                    (int)(_plan.Trucks[i].Leaves - view.Now).TotalMinutes / FluidDay.StepMinutes - 1,
                    due[i] - view.Completed[floor.SectorIndex(_plan.Scenario.Trucks[i].Sector)])),
            ],
        };
    }

    private double Ordered(DayView view, int truck)
    {
        var sum = 0.0;
        for (var s = 0; s < view.ArrivedOutside.Length; s++) sum += view.ArrivedOutside[s] * _becomes[truck][s];
        return sum;
    }

    private void Arrivals(DayView view, int process, double[] arrivals, double[] due, RandomStream random)
    {
        var spec = _setting.Scenario.Arrivals[process];
        var (sectors, s, factor) = (_setting.Floor.Sectors.Count, _setting.Floor.SectorIndex(spec.Sector), 1.0);
        for (var t = 0; t < arrivals.Length / sectors; t++)
        {
            var at = view.Now.AddMinutes(t * FluidDay.StepMinutes);
            if (t == 0 || at.Minute % 30 == 0) factor = random.Factor(spec.HalfHourCv);
            var middle = at.AddMinutes(FluidDay.StepMinutes / 2.0);
            var units = _plan.ArrivalsPerHour(process, middle) * spec.UnitsEach * FluidDay.StepMinutes / 60
                * _drawn.ArrivalLevel(process) * factor * Begun(view, middle, x => _drawn.SurgeFactor(process, x));
            arrivals[t * sectors + s] += units;
            for (var i = 0; i < due.Length; i++)
                if (at < _plan.Trucks[i].OrderBy) due[i] += units * _becomes[i][s];
        }
    }

    private void Rates(DayView view, int s, double[] rates, RandomStream random)
    {
        var (noise, sectors) = (_setting.Scenario.Rates, _setting.Floor.Sectors.Count);
        var perHour = _setting.File.Sectors.First(f => f.Id == _setting.Floor.Sectors[s].Id).RatePerHour;
        var now = _drawn.RateFactor(s, view.Now) / _drawn.BreakdownFactor(s, view.Now) / _drawn.RateLevel(s);
        var deviation = noise.HalfHourSd > 0 ? (now - 1) / noise.HalfHourSd : 0;
        for (var t = 0; t < rates.Length / sectors; t++)
        {
            var at = view.Now.AddMinutes(t * FluidDay.StepMinutes);
            if (t > 0 && at.Minute % 30 == 0)
            {
                deviation = noise.HalfHourCorrelation * deviation
                    + Math.Sqrt(1 - noise.HalfHourCorrelation * noise.HalfHourCorrelation) * random.Normal();
            }
            rates[t * sectors + s] = perHour * FluidDay.StepMinutes / 60 * _drawn.RateLevel(s)
                * Math.Max(0.2, 1 + noise.HalfHourSd * deviation) * Begun(view, at, x => _drawn.BreakdownFactor(s, x));
        }
    }

    /// <summary>A shock's factor at an instant to come, if it has begun by now and lasts; 1 otherwise.</summary>
    private static double Begun(DayView view, DateTimeOffset at, Func<DateTimeOffset, double> factor)
        => factor(view.Now) is var now && now != 1 && factor(at) == now ? now : 1;
}
