namespace SyncOps.Engine.Horizon;

/// <summary>Paths of single workers, in the order of a roll-out, out of how many of each class should be where.</summary>
internal static class HorizonPaths
{
    /// <summary>
    /// Whole people out of fractions, by row, class and sector: each count is one of the two next to the fraction, the one nearer to the
    /// row before, so that nobody goes to and fro for the rounding.
    /// </summary>
    public static int[] Round(HorizonModel model, double[] fractions)
    {
        var (sectors, row) = (model.Sectors, model.Classes * model.Sectors);
        var staff = new int[fractions.Length];
        model.Staff.CopyTo(staff, 0);
        for (var at = row; at < staff.Length; at += sectors)
        {
            var before = staff.AsSpan(at - row, sectors);
            var now = staff.AsSpan(at, sectors);
            var wanted = fractions.AsSpan(at, sectors);
            var missing = 0;
            for (var j = 0; j < sectors; j++)
            {
                now[j] = Math.Clamp(before[j], (int)Math.Floor(wanted[j] + Tolerance), (int)Math.Ceiling(wanted[j] - Tolerance));
                missing += before[j] - now[j];
            }
            for (; missing != 0; missing -= Math.Sign(missing)) now[MostWanted(now, wanted, Math.Sign(missing))] += Math.Sign(missing);
        }
        return staff;
    }

    /// <summary>
    /// Who stands where a row earlier stays if he may, the others fill what is left; who cannot, stays too. Counts of the first row are
    /// those of the model, so a plan made for other people than those who are here becomes one for them.
    /// </summary>
    public static short[] Follow(HorizonModel model, ReadOnlySpan<int> staff)
    {
        var (sectors, rows) = (model.Sectors, model.Buckets + 1);
        var paths = new short[model.Workers * rows];
        var left = new int[sectors];
        var first = 0;
        for (var c = 0; c < model.Classes; c++)
        {
            var workers = 0;
            for (var j = 0; j < sectors; j++)
                for (var n = 0; n < model.Staff[c * sectors + j]; n++) paths[(first + workers++) * rows] = (short)j;
            for (var r = 1; r < rows; r++)
            {
                staff.Slice((r * model.Classes + c) * sectors, sectors).CopyTo(left);
                for (var w = first; w < first + workers; w++)
                {
                    var here = paths[w * rows + r - 1];
                    paths[w * rows + r] = left[here]-- > 0 ? here : (short)-1;
                }
                var next = 0;
                for (var w = first; w < first + workers; w++)
                {
                    if (paths[w * rows + r] >= 0) continue;
                    while (next < sectors && (left[next] <= 0 || model.Rates[c * sectors + next] <= 0)) next++;
                    paths[w * rows + r] = next < sectors ? (short)next : paths[w * rows + r - 1];
                    if (next < sectors) left[next]--;
                }
            }
            first += workers;
        }
        return paths;
    }

    /// <summary>Fractions nearer than this to a whole number are that number: the relaxation is solved roughly.</summary>
    private const double Tolerance = 0.02;

    private static int MostWanted(ReadOnlySpan<int> now, ReadOnlySpan<double> wanted, int sign)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var j = 0; j < now.Length; j++)
        {
            var want = sign * (wanted[j] - now[j]);
            // Where the relaxation has nobody, nobody may be; and nobody can leave where nobody is.
            if (want <= most || now[j] + sign < 0 || (sign > 0 && wanted[j] <= 0)) continue;
            (best, most) = (j, want);
        }
        return best;
    }
}
