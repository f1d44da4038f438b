namespace SyncOps.Engine.Horizon;

/// <summary>
/// Who goes, out of how many go: the cheapest choice of people for the moves of each class and sector, by shortest augmenting paths (the
/// Hungarian method, Kuhn 1955).
/// </summary>
public static class NamedMoves
{
    /// <summary>
    /// A person, by index, and where he goes, for every place in <paramref name="moves"/>. <paramref name="people"/> gives class and sector
    /// of each person; <paramref name="cost"/> what it costs that a person goes to a sector: travel, skill lost, moves he has already made.
    /// Throws when fewer people are in a sector than should go from it.
    /// </summary>
    public static IReadOnlyList<NamedMove> Choose(
        IReadOnlyList<HorizonMove> moves, IReadOnlyList<(int Class, int Sector)> people, Func<int, int, double> cost)
    {
        var named = new List<NamedMove>();
        foreach (var group in moves.GroupBy(m => (m.Class, Sector: m.From)))
        {
            var places = group.SelectMany(m => Enumerable.Repeat(m.To, m.Count)).ToArray();
            var there = Enumerable.Range(0, people.Count).Where(p => people[p] == group.Key).ToArray();
            if (there.Length < places.Length)
                throw new ArgumentException(
                    $"{places.Length} of class {group.Key.Class} go from {group.Key.Sector}, {there.Length} are there.");
            var chosen = Cheapest(places.Length, there.Length, (i, k) => cost(there[k], places[i]));
            for (var i = 0; i < places.Length; i++) named.Add(new NamedMove(there[chosen[i]], places[i]));
        }
        return named;
    }

    /// <summary>A column for each row, all different, at the least sum of costs; no more rows than columns.</summary>
    private static int[] Cheapest(int rows, int columns, Func<int, int, double> cost)
    {
        // Prices of rows and columns, and the row of each column, all counted from 1; column 0 holds the row that looks for one.
        var (rowPrice, columnPrice) = (new double[rows + 1], new double[columns + 1]);
        var (rowOf, cameFrom) = (new int[columns + 1], new int[columns + 1]);
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            var (least, seen, column) = (new double[columns + 1], new bool[columns + 1], 0);
            Array.Fill(least, double.PositiveInfinity);
            do
            {
                seen[column] = true;
                var (here, step, next) = (rowOf[column], double.PositiveInfinity, 0);
                for (var k = 1; k <= columns; k++)
                {
                    if (seen[k]) continue;
                    var reduced = cost(here - 1, k - 1) - rowPrice[here] - columnPrice[k];
                    if (reduced < least[k]) (least[k], cameFrom[k]) = (reduced, column);
                    if (least[k] < step) (step, next) = (least[k], k);
                }
                for (var k = 0; k <= columns; k++)
                {
                    if (!seen[k]) least[k] -= step;
                    else (rowPrice[rowOf[k]], columnPrice[k]) = (rowPrice[rowOf[k]] + step, columnPrice[k] - step);
                }
                column = next;
            }
            while (rowOf[column] != 0);
            for (; column != 0; column = cameFrom[column]) rowOf[column] = rowOf[cameFrom[column]];
        }
        var columnOf = new int[rows];
        for (var k = 1; k <= columns; k++)
            if (rowOf[k] > 0) columnOf[rowOf[k] - 1] = k - 1;
        return columnOf;
    }
}

/// <summary>One person, by index among those there are, goes to a sector during the first bucket.</summary>
public readonly record struct NamedMove(int Person, int To);
