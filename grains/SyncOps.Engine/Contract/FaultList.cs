namespace SyncOps.Engine.Contract;

/// <summary>
/// Faults in the order they were found, up to a limit; past it one last <see cref="FaultCodes.MoreFaults"/> says that the list was cut.
/// </summary>
public sealed class FaultList(int limit = FaultList.DocumentLimit)
{
    /// <summary>Most faults told of one document.</summary>
    public const int DocumentLimit = 200;

    private readonly List<Fault> _faults = [];
    private bool _cut;

    public bool IsEmpty => _faults.Count == 0 && !_cut;

    /// <summary>True when nothing more will be kept, so that looking for more is wasted.</summary>
    public bool IsFull => _faults.Count >= limit;

    public void Add(string path, string code, string reason, int? index = null) => Add(new Fault(path, code, reason, index));

    public void Add(Fault fault)
    {
        if (IsFull) _cut = true;
        else _faults.Add(fault);
    }

    /// <summary>Says that there is input left that nobody looked at.</summary>
    public void Cut() => _cut = true;

    public IReadOnlyList<Fault> ToList() => _cut
        ? [.. _faults, new Fault("$", FaultCodes.MoreFaults, $"Only the first {limit} faults are listed; mend these and send it again to see the rest.")]
        : [.. _faults];

    /// <summary>A sender's text as reasons quote it: in quotes, cut to 80 characters.</summary>
    public static string Quote(string text) => text.Length <= 80 ? $"\"{text}\"" : $"\"{text.AsSpan(0, 77)}...\"";
}
