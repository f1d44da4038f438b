using SyncOps.Engine.Events;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Day.Plant;

/// <summary>Plays one day of a setting on the engine's own simulator, with a policy that moves people, and prices it.</summary>
public sealed class DayPlant
{
    /// <summary>Policies decide this often, from opening time on.</summary>
    public static readonly TimeSpan DecideEvery = TimeSpan.FromMinutes(5);

    private readonly DaySetting _setting;
    private readonly ScenarioDay _plan;
    private readonly FloorSimulator _simulator;
    private readonly DayMeter _meter;
    private readonly int[] _since;
    private readonly int[] _moves;
    private readonly List<TimedMove> _made = [];

    private DayPlant(DaySetting setting, int day)
    {
        _setting = setting;
        _plan = setting.Day(day);
        _simulator = new FloorSimulator(setting.Floor, setting.Scenario, "day", _plan.Opens);
        _meter = new DayMeter(setting, _plan, _simulator);
        _since = [.. setting.Floor.Resources.Select(_ => -1)];
        _moves = new int[setting.Floor.Resources.Count];
    }

    /// <summary>The n-th day of the setting under a policy. The same day gives every policy the same demand, rates and absences.</summary>
    public static DayRun Play(DaySetting setting, int day, IDayPolicy policy) => new DayPlant(setting, day).Play(day, policy);

    /// <summary>
    /// The same day once more with given moves at their times and no policy. With the moves of a run it gives that run; without those of
    /// one card, what would have become of the day without it, everything else the same.
    /// </summary>
    public static DayRun Replay(DaySetting setting, int day, IEnumerable<TimedMove> moves) => Play(setting, day, new ReplayPolicy(moves));

    private DayRun Play(int day, IDayPolicy policy)
    {
        var document = _plan.Document();
        var pending = new List<FloorEvent>(_simulator.Step(_plan.Opens));
        for (var now = _plan.Opens; now < _plan.Closes; now += DecideEvery)
        {
            _meter.Mark(_made.Count);
            foreach (var order in policy.Decide(View(document, now, pending))) Carry(order, now);
            pending = [];
            for (var tick = now; tick < now + DecideEvery; tick += FloorSimulator.Tick)
            {
                _meter.Wait();
                pending.AddRange(_simulator.Step(tick + FloorSimulator.Tick));
            }
        }
        _meter.Mark(_made.Count);
        return _meter.Run(day, _made);
    }

    private void Carry(MoveOrder order, DateTimeOffset now)
    {
        var (person, sector) = (_setting.Floor.ResourceIndex(order.Resource), _setting.Floor.SectorIndex(order.To));
        if (person < 0 || sector < 0 || _setting.Floor.UnitsPerHour(person, sector, now) <= 0)
            throw new InvalidOperationException($"{order.Resource} cannot work in {order.To}: the policy may not send it there.");
        if (_simulator.SectorOf(order.Resource) is not { } from || from == order.To) return;
        var travel = _setting.Floor.TravelMinutes(_setting.Floor.SectorIndex(from), sector);
        _simulator.Move(order.Resource, order.To, now, now.AddMinutes(travel));
        var minute = (int)(now - _plan.Opens).TotalMinutes;
        (_since[person], _moves[person]) = (minute, _moves[person] + 1);
        _made.Add(new TimedMove(minute, order.Resource, order.To, order.Card));
    }

    private DayView View(Engine.Floors.DayDocument document, DateTimeOffset now, IReadOnlyList<FloorEvent> events)
    {
        var floor = _setting.Floor;
        var people = new PersonSight[floor.Resources.Count];
        for (var p = 0; p < people.Length; p++)
        {
            var id = floor.Resources[p].Id;
            people[p] = new PersonSight(floor.SectorIndex(_simulator.SectorOf(id)), _simulator.IsWorking(id), _since[p], _moves[p]);
        }
        return new DayView
        {
            Setting = _setting, Plan = _plan, Document = document, Now = now, Events = events, People = people,
            Backlog = [.. _simulator.Sectors.Select(s => s.Backlog)],
            UnderWay = [.. floor.Sectors.Select(s => _simulator.UnderWayTo(s.Id))],
            ArrivedOutside = _meter.ArrivedOutside(), Completed = [.. _simulator.Sectors.Select(s => s.Completed)],
        };
    }

    private sealed class ReplayPolicy(IEnumerable<TimedMove> moves) : IDayPolicy
    {
        private readonly ILookup<int, TimedMove> _moves = moves.ToLookup(m => m.Minute);

        public IReadOnlyList<MoveOrder> Decide(DayView view)
            => [.. _moves[view.Minute].Select(m => new MoveOrder(m.Resource, m.To, m.Card))];
    }
}
