using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Record;

/// <summary>Who was there when, and where, out of check-ins, moves, statuses and check-outs.</summary>
internal static class Attendance
{
    /// <summary>Stretches of duty by resource index, cut to a period. Whoever never checks out stays to its end.</summary>
    /// <param name="facts">Events of any kind, in any order.</param>
    public static IReadOnlyList<IReadOnlyList<DutyStretch>> Of(IEnumerable<FloorEvent> facts, Floor floor, BacktestPeriod period)
    {
        var reports = new List<FloorEvent>[floor.Resources.Count];
        for (var r = 0; r < reports.Length; r++) reports[r] = [];
        foreach (var fact in facts)
            if (!fact.IsWork && floor.ResourceIndex(fact.Resource) is >= 0 and var resource) reports[resource].Add(fact);
        return [.. reports.Select((own, r) => Stretches(own, floor, floor.SectorIndex(floor.Resources[r].Home), period))];
    }

    private static List<DutyStretch> Stretches(List<FloorEvent> reports, Floor floor, int home, BacktestPeriod period)
    {
        var stretches = new List<DutyStretch>();
        Open? open = null;
        foreach (var report in reports.Order(EffectOrder.Instance))
        {
            switch (report.Kind)
            {
                case EventKind.ResourceCheckedOut:
                    Close(report.Time);
                    break;
                case EventKind.ResourceStatus when report.State != ReportedState.Working:
                    open?.PauseFrom(report.Time, report.State!.Value);
                    break;
                case EventKind.ResourceStatus:
                    open ??= new Open(report.Time, home);
                    open.Resume(report.Time);
                    break;
                default:
                    // A check-in or a reported move: whoever was off is on duty from now on.
                    var sector = floor.SectorIndex(report.Sector);
                    open ??= new Open(report.Time, sector);
                    open.Resume(report.Time);
                    open.Go(report.Time, sector);
                    break;
            }
        }
        Close(period.End);
        return stretches;

        void Close(DateTimeOffset at)
        {
            if (open?.Within(period, at) is { } stretch) stretches.Add(stretch);
            open = null;
        }
    }

    /// <summary>A stretch whose end is not known yet.</summary>
    private sealed class Open(DateTimeOffset start, int sector)
    {
        private readonly List<RecordedPlace> _places = [new(start, sector)];
        private readonly List<DutyPause> _pauses = [];
        private (DateTimeOffset Since, ReportedState State)? _pause;

        public void Go(DateTimeOffset at, int sector)
        {
            if (_places[^1].Sector == sector) return;
            if (_places[^1].At == at) _places.RemoveAt(_places.Count - 1);
            _places.Add(new RecordedPlace(at, sector));
        }

        public void PauseFrom(DateTimeOffset at, ReportedState state)
        {
            if (_pause?.State == state) return;
            Resume(at);
            _pause = (at, state);
        }

        public void Resume(DateTimeOffset at)
        {
            if (_pause is { } pause && pause.Since < at) _pauses.Add(new DutyPause(pause.Since, at, pause.State));
            _pause = null;
        }

        public DutyStretch? Within(BacktestPeriod period, DateTimeOffset end)
        {
            Resume(end);
            var (from, until) = (Later(start, period.Start), end < period.End ? end : period.End);
            if (from >= until) return null;
            var places = new List<RecordedPlace> { _places.Last(p => p.At <= from) with { At = from } };
            places.AddRange(_places.Where(p => p.At > from && p.At < until));
            return new DutyStretch(from, until, places, [.. _pauses
                .Where(p => p.End > from && p.Start < until)
                .Select(p => p with { Start = Later(p.Start, from), End = p.End < until ? p.End : until })]);
        }

        private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    }
}
