using SyncOps.Client;
using SyncOps.Engine.Sectors;

namespace SyncOps.Tests.Faults.Load;

/// <summary>
/// Reads every sector again and again while the host dies and comes back. Work must be conserved in each answer, and what was once
/// seen must stay: versions and totals of a sector never fall.
/// </summary>
internal sealed class BankReader(SyncOpsClient client, string site)
{
    private readonly Dictionary<string, SectorView> _last = new(StringComparer.Ordinal);

    /// <summary>Answers that were checked.</summary>
    public int Reads { get; private set; }

    public async Task ReadUntilAsync(Task over, CancellationToken cancellation)
    {
        while (!over.IsCompleted) await ReadAsync(cancellation);
    }

    public async Task<IReadOnlyList<SectorView>> ReadAsync(CancellationToken cancellation)
    {
        var views = await client.Sectors(site, cancellation).ToListAsync(cancellation);
        foreach (var view in views) Check(view);
        Reads++;
        return views;
    }

    private void Check(SectorView view)
    {
        var totals = view.Totals;
        if (totals.Arrived + totals.Adjusted != totals.Completed + totals.Removed + view.BacklogUnits)
            Assert.Fail($"Work is not conserved: {view}");
        if (_last.TryGetValue(view.Sector, out var before))
        {
            if (view.Version < before.Version) Assert.Fail($"The version fell from {before} to {view}");
            if (HasLess(totals, before.Totals)) Assert.Fail($"Work that was seen is gone: {before} became {view}");
        }
        _last[view.Sector] = view;
    }

    private static bool HasLess(WorkTotals now, WorkTotals before)
        => now.Arrived < before.Arrived || now.Completed < before.Completed || now.Removed < before.Removed;
}
