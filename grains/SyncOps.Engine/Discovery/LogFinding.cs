namespace SyncOps.Engine.Discovery;

/// <summary>What was done with the rows that a finding is about.</summary>
public enum FindingAction { Kept, Repaired, Skipped }

/// <summary>
/// Something in a log that is not plain: what it is, what was done, on how many rows, and the first of them. A finding about what the
/// log lacks counts that, and has no rows.
/// </summary>
/// <param name="Code">A camelCase word that programs may rely on.</param>
/// <param name="Rows">The first <see cref="Findings.RowsShown"/> data rows concerned, rising.</param>
public sealed record LogFinding(string Code, FindingAction Action, int Count, IReadOnlyList<int> Rows, string Reason);

/// <summary>Gathers findings, in the order in which each kind was first met.</summary>
public sealed class Findings
{
    public const int RowsShown = 20;

    private readonly List<Gathered> _kinds = [];

    public void Add(string code, FindingAction action, int row, string reason)
    {
        var kind = _kinds.Find(k => k.Code == code);
        if (kind is null) _kinds.Add(kind = new Gathered(code, action, reason));
        // A row whose two times have the same trouble is one row.
        if (kind.LastRow == row) return;
        kind.LastRow = row;
        kind.Count++;
        // Rows are met in several orders; the smallest are shown.
        kind.Rows.Add(row);
        if (kind.Rows.Count > RowsShown) kind.Rows.Remove(kind.Rows.Max);
    }

    /// <summary>A finding about so many things that no row has.</summary>
    public void AddNote(string code, FindingAction action, int count, string reason)
        => _kinds.Add(new Gathered(code, action, reason) { Count = count });

    public IReadOnlyList<LogFinding> ToList()
        => [.. _kinds.Select(k => new LogFinding(k.Code, k.Action, k.Count, [.. k.Rows], k.Reason))];

    private sealed class Gathered(string code, FindingAction action, string reason)
    {
        public string Code { get; } = code;
        public FindingAction Action { get; } = action;
        public string Reason { get; } = reason;
        public int Count { get; set; }
        public int LastRow { get; set; }
        public SortedSet<int> Rows { get; } = [];
    }
}
