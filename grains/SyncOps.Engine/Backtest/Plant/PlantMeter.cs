using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Plant;

/// <summary>Adds up what a run costs, day by day, from how many units are in each sector.</summary>
internal sealed class PlantMeter(Floor floor, long start)
{
    private readonly double[] _present = new double[floor.Sectors.Count];
    private readonly double[] _queued = new double[floor.Sectors.Count];
    private readonly List<DayFigures> _days = [];
    private DayFigures _today;
    private long _last = start;

    public IReadOnlyList<DayFigures> Days => _days;

    public double Present(int sector) => _present[sector];

    public double Queued(int sector) => _queued[sector];

    /// <summary>Everything stands as it is until an instant.</summary>
    public void WaitUntil(long at)
    {
        if (at == _last) return;
        var hours = (at - _last) / (double)TimeSpan.TicksPerHour;
        var (money, present, queued) = (0.0, 0.0, 0.0);
        for (var s = 0; s < _present.Length; s++)
        {
            money += _present[s] * floor.Sectors[s].WaitCostPerUnitHour;
            present += _present[s];
            queued += _queued[s];
        }
        _today += new DayFigures
        {
            Loss = new PeriodLoss(money * hours, 0, 0, 0), UnitHours = present * hours, QueuedUnitHours = queued * hours,
        };
        _last = at;
    }

    public void Arrive(JobStep step)
    {
        _present[step.Sector] += step.Units;
        _queued[step.Sector] += step.Units;
    }

    /// <summary>Somebody takes up waiting work, or (false) puts it back.</summary>
    public void Begin(JobStep step, bool begun) => _queued[step.Sector] += begun ? -step.Units : step.Units;

    /// <summary>Work leaves a sector: done, or removed while it waits.</summary>
    public void Leave(JobStep step, bool waiting)
    {
        // A sector that is empty holds exactly nothing, whatever rounding has left.
        _present[step.Sector] = Rounded(_present[step.Sector] - step.Units);
        if (waiting) _queued[step.Sector] = Rounded(_queued[step.Sector] - step.Units);
    }

    public void Move(double cost) => _today += new DayFigures { Moves = 1, Loss = new PeriodLoss(0, 0, 0, cost) };

    public void Late(double units, double cost) => _today += new DayFigures { LateUnits = units, Loss = new PeriodLoss(0, cost, 0, 0) };

    public void CloseDay()
    {
        _days.Add(_today);
        _today = default;
    }

    /// <summary>The site's work ends: what is still there is left.</summary>
    public void CloseSite()
    {
        var (units, money) = (0.0, 0.0);
        for (var s = 0; s < _present.Length; s++)
        {
            units += _present[s];
            money += _present[s] * floor.Sectors[s].LeftCostPerUnit;
        }
        _days[^1] += new DayFigures { LeftUnits = units, Loss = new PeriodLoss(0, 0, money, 0) };
    }

    private static double Rounded(double units) => Math.Abs(units) < 1e-9 ? 0 : units;
}
