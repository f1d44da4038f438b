using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Discovery;

/// <summary>Who can do what, how fast, and where they belong.</summary>
internal static class Skills
{
    public const double CostPerHour = 1;

    /// <summary>With fewer executions than this, the missing ones are assumed to go at the activity's mean rate.</summary>
    public const int EnoughExecutions = 5;

    /// <summary>One a second: nothing that a floor event reports is done faster by one resource.</summary>
    private const double FastestPerHour = 3_600;

    /// <summary>Where not one duration is known in the whole log: five minutes each.</summary>
    private const double UnknownPerHour = 12;

    public static IReadOnlyList<ResourceSpec> Learn(EventLog log, IReadOnlyDictionary<string, string> sectors, List<Guess> guesses)
    {
        var workers = log.Workers().Select(executions => (Name: executions[0].Resource!, Cells: Cells(executions))).ToArray();
        var ids = Slug.Assign([.. workers.Select(w => w.Name)], "resource", Names.IsValid);
        var means = MeanRates(log, workers.SelectMany(w => w.Cells));
        var shrunk = workers.Sum(w => w.Cells.Count(c => c.Executions < EnoughExecutions || c.Hours == 0));
        if (shrunk > 0)
        {
            guesses.Add(new(
                "$.resources[*].skills[*].unitsPerHour", $"{shrunk} rates",
                $"Fewer than {EnoughExecutions} executions, or no recorded time: the missing ones go at the activity's mean rate."));
        }
        return [.. workers.Zip(ids, (worker, id) => Resource(worker.Name, id, worker.Cells, sectors, means))
            .OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    private static ResourceSpec Resource(
        string name, string id, Cell[] cells, IReadOnlyDictionary<string, string> sectors, Func<string, double> mean)
    {
        var home = cells.OrderByDescending(c => c.Hours).ThenByDescending(c => c.Executions)
            .ThenBy(c => sectors[c.Activity], StringComparer.Ordinal).First();
        return new ResourceSpec
        {
            Id = id,
            Name = id == name ? null : name,
            Kind = ResourceKind.Person,
            Home = sectors[home.Activity],
            Skills = [.. cells
                .Select(c => new Skill { Sector = sectors[c.Activity], UnitsPerHour = Math.Round(Rate(c, mean(c.Activity)), 9) })
                .OrderBy(s => s.Sector, StringComparer.Ordinal)],
            CostPerHour = CostPerHour,
        };
    }

    private static double Rate(Cell cell, double mean)
    {
        var missing = Math.Max(0, EnoughExecutions - cell.Executions);
        var rate = cell.Hours > 0 ? (cell.Executions + missing) / (cell.Hours + missing / mean) : mean;
        return Math.Min(rate, FastestPerHour);
    }

    private static Cell[] Cells(Execution[] executions)
    {
        var hours = WorkedTime.Hours(executions);
        return [.. executions.Select((e, i) => (e.Activity, Hours: hours[i]))
            .GroupBy(e => e.Activity, StringComparer.Ordinal)
            .Select(a => new Cell(a.Key, a.Count(), a.Sum(e => e.Hours)))];
    }

    /// <summary>Executions over hours of each activity; of the whole log for an activity without recorded time.</summary>
    private static Func<string, double> MeanRates(EventLog log, IEnumerable<Cell> worked)
    {
        // Executions of nobody in particular have their own length.
        var anonymous = log.Executions.Where(e => e.Resource is null).Select(e => new Cell(e.Activity, 1, e.Duration.TotalHours));
        var cells = worked.Concat(anonymous).ToArray();
        var overall = Mean(cells) ?? UnknownPerHour;
        var byActivity = cells.GroupBy(c => c.Activity, StringComparer.Ordinal)
            .ToDictionary(a => a.Key, a => Mean([.. a]) ?? overall, StringComparer.Ordinal);
        return activity => byActivity[activity];
    }

    private static double? Mean(Cell[] cells)
    {
        var hours = cells.Sum(c => c.Hours);
        return hours > 0 ? Math.Min(cells.Sum(c => c.Executions) / hours, FastestPerHour) : null;
    }

    /// <summary>What one worker did of one activity.</summary>
    private sealed record Cell(string Activity, int Executions, double Hours);
}
