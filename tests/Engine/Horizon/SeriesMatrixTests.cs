using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class SeriesMatrixTests
{
    private const int Periods = 7;      // not a multiple of what is computed at once

    [Fact]
    public void Products_are_those_of_the_matrix_written_out()
    {
        var (matrix, full) = Example();
        var (x, y) = (Numbers(3 * Periods, 1), Numbers(2 * Periods, 2));
        var (rows, columns) = (new double[2 * Periods], new double[3 * Periods]);

        matrix.Multiply(x, rows);
        matrix.MultiplyTransposed(y, columns);

        for (var r = 0; r < rows.Length; r++)
            Assert.Equal(Enumerable.Range(0, columns.Length).Sum(c => full[r, c] * x[c]), rows[r], precision: 12);
        for (var c = 0; c < columns.Length; c++)
            Assert.Equal(Enumerable.Range(0, rows.Length).Sum(r => full[r, c] * y[r]), columns[c], precision: 12);
    }

    [Fact]
    public void Steps_are_one_over_the_sums_of_absolute_values()
    {
        var (matrix, full) = Example();
        var (rows, columns) = matrix.InverseSums();
        for (var r = 0; r < rows.Length; r++)
            Assert.Equal(1, rows[r] * Enumerable.Range(0, columns.Length).Sum(c => Math.Abs(full[r, c])), precision: 12);
        for (var c = 0; c < 2 * Periods; c++)
            Assert.Equal(1, columns[c] * Enumerable.Range(0, rows.Length).Sum(r => Math.Abs(full[r, c])), precision: 12);
        Assert.All(columns[(2 * Periods + 1)..], step => Assert.Equal(1, step));     // of a series that is in no row
    }

    // Two rows of three series: the same in every period, one period late, by period, and one element.
    private static (SeriesMatrix Matrix, double[,] Full) Example()
    {
        var (matrix, full) = (new SeriesMatrix(2, 3, Periods), new double[2 * Periods, 3 * Periods]);
        var shares = Numbers(Periods, 3);
        matrix.Add(0, 0, 2);
        matrix.AddLater(0, 1, -3);
        matrix.Add(1, 1, 5, shares);
        matrix.AddOnce(1, 4, 2, 0, 7);
        for (var t = 0; t < Periods; t++)
        {
            full[t, t] = 2;
            if (t > 0) full[t, Periods + t - 1] = -3;
            full[Periods + t, Periods + t] = 5 * shares[t];
        }
        full[Periods + 4, 2 * Periods] = 7;
        return (matrix, full);
    }

    private static double[] Numbers(int count, int salt) => [.. Enumerable.Range(1, count).Select(i => (i * 7 + salt * 3) % 11 + 0.5)];
}
