using System.Numerics;
using System.Runtime.InteropServices;

namespace SyncOps.Engine.Horizon;

/// <summary>
/// A matrix of mostly zeros whose rows and columns are series of equally many periods, at [series * periods + period]. Most entries say
/// the same in every period, so a product with it is a few sums of whole series. Products are the same to the bit on any machine.
/// </summary>
internal sealed class SeriesMatrix(int rows, int columns, int periods)
{
    // A row holds so much of a column, of the same period or of the one before; times a share by period of the row, if there is one.
    private readonly record struct Tie(int Row, int Column, bool IsLate, double Value, double[]? Shares);

    // A single element.
    private readonly record struct Element(int Row, int Column, double Value);

    private readonly List<Tie> _ties = [];
    private readonly List<Element> _elements = [];

    /// <summary>In every period, what the row has of the column in that period, times a share by period if there is one.</summary>
    public void Add(int row, int column, double value, double[]? shares = null) => _ties.Add(new Tie(row, column, false, value, shares));

    /// <summary>In every period but the first, what the row has of the column in the period before.</summary>
    public void AddLater(int row, int column, double value) => _ties.Add(new Tie(row, column, true, value, null));

    /// <summary>What the row has in one period of the column in one period.</summary>
    public void AddOnce(int row, int rowPeriod, int column, int columnPeriod, double value)
        => _elements.Add(new Element(row * periods + rowPeriod, column * periods + columnPeriod, value));

    /// <summary>K x.</summary>
    public void Multiply(double[] by, double[] into)
    {
        Array.Clear(into);
        foreach (ref readonly var tie in CollectionsMarshal.AsSpan(_ties))
        {
            var (lag, length) = tie.IsLate ? (1, periods - 1) : (0, periods);
            AddTimes(by.AsSpan(tie.Column * periods, length), tie.Value, tie.Shares, into.AsSpan(tie.Row * periods + lag, length));
        }
        foreach (ref readonly var element in CollectionsMarshal.AsSpan(_elements)) into[element.Row] += element.Value * by[element.Column];
    }

    /// <summary>K transposed, times y.</summary>
    public void MultiplyTransposed(double[] by, double[] into)
    {
        Array.Clear(into);
        foreach (ref readonly var tie in CollectionsMarshal.AsSpan(_ties))
        {
            var (lag, length) = tie.IsLate ? (1, periods - 1) : (0, periods);
            AddTimes(by.AsSpan(tie.Row * periods + lag, length), tie.Value, tie.Shares, into.AsSpan(tie.Column * periods, length));
        }
        foreach (ref readonly var element in CollectionsMarshal.AsSpan(_elements)) into[element.Column] += element.Value * by[element.Row];
    }

    /// <summary>By row and by column, 1 over the sum of absolute values; 1 for an empty one.</summary>
    public (double[] Rows, double[] Columns) InverseSums()
    {
        var absolute = new SeriesMatrix(rows, columns, periods);
        foreach (var tie in _ties) absolute._ties.Add(tie with { Value = Math.Abs(tie.Value) });
        foreach (var element in _elements) absolute._elements.Add(element with { Value = Math.Abs(element.Value) });
        var (byRow, byColumn) = (new double[rows * periods], new double[columns * periods]);
        var (ofRows, ofColumns) = (new double[rows * periods], new double[columns * periods]);
        Array.Fill(ofRows, 1);
        Array.Fill(ofColumns, 1);
        absolute.Multiply(ofColumns, byRow);
        absolute.MultiplyTransposed(ofRows, byColumn);
        return (Inverse(byRow), Inverse(byColumn));
    }

    private static double[] Inverse(double[] sums)
    {
        for (var i = 0; i < sums.Length; i++) sums[i] = sums[i] > 0 ? 1 / sums[i] : 1;
        return sums;
    }

    private static void AddTimes(ReadOnlySpan<double> from, double value, double[]? shares, Span<double> into)
    {
        if (shares is not null)
        {
            for (var i = 0; i < from.Length; i++) into[i] += value * shares[i] * from[i];
            return;
        }
        var done = 0;
        for (; done <= from.Length - Vector<double>.Count; done += Vector<double>.Count)
            (new Vector<double>(into[done..]) + value * new Vector<double>(from[done..])).CopyTo(into[done..]);
        for (; done < from.Length; done++) into[done] += value * from[done];
    }
}
