using SyncOps.Lab.Day.Plant;

namespace SyncOps.Lab.Day.Policies;

/// <summary>
/// Where the plan has everybody: the place from which rules lend people and to which they return them. At opening time, when it is known
/// who has come, and at every later stage the table is filled with those who are there.
/// </summary>
internal sealed class PlannedPlaces(DayRoster roster)
{
    private int[]? _home;

    /// <summary>By resource index, as of now. Whoever is at the planned place also goes where the plan has changed it to.</summary>
    public int[] Follow(DayView view, FloorReading reading)
    {
        _home ??= [.. view.Floor.Resources.Select(r => view.Floor.SectorIndex(r.Home))];
        if (roster.Stages.FirstOrDefault(s => s.Minute == view.Minute) is { } stage)
            for (var g = 0; g < stage.Places.Length; g++) Fill(view, reading, g, stage.Places[g]);
        return _home;
    }

    private void Fill(DayView view, FloorReading reading, int group, int[] row)
    {
        var (file, floor) = (view.Setting.File, view.Floor);
        var people = Enumerable.Range(0, file.Staff[group].Count)
            .Select(n => floor.ResourceIndex(DaySetting.PersonId(file.Staff[group].Group, n)))
            .Where(p => view.People[p].IsOnDuty).ToArray();
        var table = new int[floor.Sectors.Count];
        for (var s = 0; s < row.Length; s++) table[floor.SectorIndex(file.Sectors[s].Id)] = row[s];
        var goal = new int[table.Length];
        PlanStage.Apportion(table, people.Length, goal);
        foreach (var p in people) goal[_home![p]]--;
        for (var to = 0; to < goal.Length; to++)
        {
            for (; goal[to] > 0; goal[to]--)
            {
                // Whoever helps out there already stays for good; else somebody at work who has moved least recently.
                var person = people.Where(p => goal[_home![p]] < 0).OrderBy(p => reading.Place(p) == to ? 0 : 1)
                    .ThenBy(p => reading.IsFree(p) ? 0 : 1).ThenBy(p => view.People[p].SinceMinute).ThenBy(p => p).First();
                var from = _home![person];
                (goal[from], _home[person]) = (goal[from] + 1, to);
                if (reading.Place(person) == from) reading.Send(person, to);
            }
        }
    }
}
