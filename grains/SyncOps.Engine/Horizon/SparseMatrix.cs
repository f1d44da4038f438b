namespace SyncOps.Engine.Horizon;

/// <summary>A matrix of mostly zeros, row by row.</summary>
internal sealed class SparseMatrix
{
    private readonly int[] _start, _column;
    private readonly double[] _value;

    public SparseMatrix(int rows, IReadOnlyCollection<(int Row, int Column, double Value)> entries)
    {
        (_start, _column, _value) = (new int[rows + 1], new int[entries.Count], new double[entries.Count]);
        foreach (var entry in entries) _start[entry.Row + 1]++;
        for (var i = 0; i < rows; i++) _start[i + 1] += _start[i];
        var next = _start.ToArray();
        foreach (var (row, column, value) in entries)
        {
            var at = next[row]++;
            (_column[at], _value[at]) = (column, value);
        }
    }

    public void Multiply(double[] by, double[] into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            var (from, length) = (_start[i], _start[i + 1] - _start[i]);
            var columns = _column.AsSpan(from, length);
            var values = _value.AsSpan(from, length);
            var sum = 0.0;
            for (var k = 0; k < columns.Length && k < values.Length; k++) sum += values[k] * by[columns[k]];
            into[i] = sum;
        }
    }

    /// <summary>By row, 1 over the sum of absolute values; 1 for an empty one.</summary>
    public double[] InverseSums()
    {
        var inverse = new double[_start.Length - 1];
        for (var i = 0; i < inverse.Length; i++)
        {
            var sum = 0.0;
            for (var k = _start[i]; k < _start[i + 1]; k++) sum += Math.Abs(_value[k]);
            inverse[i] = sum > 0 ? 1 / sum : 1;
        }
        return inverse;
    }
}
