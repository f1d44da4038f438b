using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Fluid;

/// <summary>
/// A staffing table: how many of each group are in each sector (by sector index) during each interval of
/// <see cref="IntervalMinutes"/>, were everybody there, and when breaks begin. People move at the starts of intervals.
/// </summary>
public sealed class StaffPlan
{
    public const int IntervalMinutes = 15;
    public const int StepsEach = IntervalMinutes / FluidDay.StepMinutes;

    private readonly int[][] _staff;

    /// <param name="intervals">Number of intervals.</param>
    /// <param name="start">Where each group's people are before the first one, by group and sector index.</param>
    /// <param name="isFree">True: where people begin is a choice and costs nothing.</param>
    /// <param name="breakStarts">Minutes after the plan's first interval at which each break's first turn begins; may be negative.</param>
    public StaffPlan(int intervals, int[][] start, bool isFree, int[] breakStarts)
    {
        (Intervals, Start, IsFree, BreakStarts) = (intervals, start, isFree, breakStarts);
        _staff = [.. start.Select(row => Enumerable.Repeat(row, intervals).SelectMany(r => r).ToArray())];
    }

    public int Intervals { get; }
    public int[][] Start { get; }
    public bool IsFree { get; }
    public int[] BreakStarts { get; }
    public int Groups => _staff.Length;
    public int Sectors => Start[0].Length;

    public ref int this[int group, int interval, int sector] => ref _staff[group][interval * Sectors + sector];

    public ReadOnlySpan<int> Row(int group, int interval) => _staff[group].AsSpan(interval * Sectors, Sectors);

    public StaffPlan Copy()
    {
        var copy = new StaffPlan(Intervals, Start, IsFree, [.. BreakStarts]);
        copy.CopyFrom(this);
        return copy;
    }

    public void CopyFrom(StaffPlan other)
    {
        for (var g = 0; g < Groups; g++) other._staff[g].CopyTo(_staff[g], 0);
        other.BreakStarts.CopyTo(BreakStarts, 0);
    }

    public bool Changes(int interval)
    {
        for (var g = 0; g < Groups; g++)
            if (!Row(g, interval).SequenceEqual(Row(g, interval - 1))) return true;
        return false;
    }

    /// <summary>
    /// How many people work when so many of a group are there: by step and sector, people x the share of the step that they work.
    /// Travellers do not, and of everybody else a third has each turn of a break. Returns the number of moves.
    /// </summary>
    public int Fill(int group, int present, double[] people, DayFile file)
    {
        Span<double> working = stackalloc double[Intervals * StepsEach];
        Working(working, file.BreaksMinutes);
        Span<int> before = stackalloc int[Sectors];
        Span<int> here = stackalloc int[Sectors];
        PlanStage.Apportion(Start[group], present, before);
        var travel = file.Move.Minutes / FluidDay.StepMinutes;
        var moves = 0;
        for (var k = 0; k < Intervals; k++)
        {
            PlanStage.Apportion(Row(group, k), present, here);
            for (var s = 0; s < here.Length; s++)
            {
                var comes = IsFree && k == 0 ? 0 : Math.Max(0, here[s] - before[s]);
                moves += comes;
                for (var i = 0; i < StepsEach; i++)
                {
                    var t = k * StepsEach + i;
                    people[t * here.Length + s] = working[t] * (here[s] - comes * Math.Clamp(travel - i, 0, 1));
                }
            }
            here.CopyTo(before);
        }
        return moves;
    }

    /// <summary>The table as a roster: a stage for every interval in which it changes, sectors in the file's order.</summary>
    public DayRoster Roster(DaySetting setting)
    {
        var index = setting.File.Sectors.Select(s => setting.Floor.SectorIndex(s.Id)).ToArray();
        var changes = Enumerable.Range(0, Intervals).Where(k => k == 0 || Changes(k));
        return new DayRoster([.. BreakStarts], [.. changes.Select(k => new PlanStage(
            k * IntervalMinutes, [.. Enumerable.Range(0, Groups).Select(g => index.Select(s => this[g, k, s]).ToArray())]))]);
    }

    private void Working(Span<double> working, double[] minutes)
    {
        working.Fill(1);
        for (var b = 0; b < BreakStarts.Length; b++)
        {
            for (var t = 0; t < working.Length; t++)
            {
                var from = Math.Max(BreakStarts[b], t * FluidDay.StepMinutes);
                var until = Math.Min(BreakStarts[b] + 3 * minutes[b], (t + 1) * FluidDay.StepMinutes);
                if (until > from) working[t] -= (until - from) / FluidDay.StepMinutes / 3;
            }
        }
    }
}
