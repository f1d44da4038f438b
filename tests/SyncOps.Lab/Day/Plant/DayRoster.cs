namespace SyncOps.Lab.Day.Plant;

/// <summary>
/// The plan of a day, fixed before it and the same for every day: when the breaks begin, and a staffing table. Everybody begins where the
/// table's first stage has them.
/// </summary>
/// <param name="BreakStarts">When the first turn of each break begins, minutes after opening.</param>
/// <param name="Stages">In order of time; the first is at minute 0.</param>
public sealed record DayRoster(int[] BreakStarts, PlanStage[] Stages);

/// <summary>
/// From a minute after opening on, how many of each group are in each sector (both in the file's order), were everybody there. Of those
/// who are there each sector gets its share: see <see cref="Apportion"/>.
/// </summary>
public sealed record PlanStage(int Minute, int[][] Places)
{
    /// <summary>
    /// So many present people in proportion to a row of the table, in whole people by largest remainders (Hamilton): a sector of one person
    /// keeps it, and large sectors bear the absences. Ties go to the earlier sector.
    /// </summary>
    public static void Apportion(ReadOnlySpan<int> row, int present, Span<int> places)
    {
        var whole = 0;
        foreach (var n in row) whole += n;
        Span<double> remainders = stackalloc double[row.Length];
        var left = present;
        for (var s = 0; s < row.Length; s++)
        {
            var exact = whole == 0 ? 0 : (double)row[s] * present / whole;
            places[s] = (int)exact;
            remainders[s] = exact - places[s];
            left -= places[s];
        }
        for (; left > 0; left--)
        {
            var most = 0;
            for (var s = 1; s < row.Length; s++)
                if (remainders[s] > remainders[most] + 1e-9) most = s;
            places[most]++;
            remainders[most] = -1;
        }
    }
}
