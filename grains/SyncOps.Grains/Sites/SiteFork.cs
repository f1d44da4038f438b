using Microsoft.Extensions.Options;
using Orleans.Serialization;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Resources;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sites;

/// <summary>
/// Writes what had happened at a site by an instant, as far as it knew, as the state of another site, which does not exist until that is
/// done: no grain of it can be awake. What a stepped site was told of the time after is left out, and can be sent to the fork. So are
/// cards, plans and what was learned from them. Broken off, it may be done again.
/// </summary>
public sealed class SiteFork(
    IGrainFactory grains,
    IJournal journal,
    IJournaledStorage storage,
    Serializer<JournalEntry> sectorRows,
    Serializer<SectorSnapshot> snapshots,
    Serializer<ResourceEntry> resourceRows,
    SiteHistory history,
    IOptions<GridOptions> options)
{
    private const int RowsPerRemoval = 500;

    /// <summary>
    /// What the sectors held at the instant; or why that cannot be told any more. Nothing is written, and what is let go of from here on
    /// is not needed.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<SectorPast>>> Read(ForkOrigin origin, SitePast past)
    {
        var held = new List<SectorPast>();
        foreach (var sector in past.Floor.Sectors)
        {
            // Folding a long journal takes the processor for a while: not on this grain's turn.
            var read = await Task.Run(() => ReadSector(new JournalKey(origin.Site, sector.Id), past.Floor.Clock, origin.At));
            if (read.Refusal is { } refusal) return refusal;
            if (read.Value is { } found) held.Add(found);
        }
        return held;
    }

    /// <summary>Writes days, sectors and resources.</summary>
    public async Task Write(ForkOrigin origin, SitePast past, IReadOnlyList<SectorPast> sectors, string site)
    {
        foreach (var (date, day) in past.Days) await WriteDay(origin, site, date, day);
        foreach (var sector in sectors) await WriteSector(sector, new JournalKey(site, sector.From.Sector), origin.At);
        await BoundedFanOut.ForEach(past.Floor.Resources, options.Value.FanOut, r => WriteResource(origin, past, site, r));
    }

    private async Task WriteDay(ForkOrigin origin, string site, string date, DayDocument day)
    {
        var state = new JournaledState<DayRow>(
            storage, DayGrain.StateName, grains.Day(site, date).GetGrainId(), JournalKey.OfDay(site, date));
        await state.Read();
        if (state.State.Version > 0) return;
        await state.Write(new DayRow { Document = day, Version = 1 }, history.Row(1, new DayEntry(origin.At, day)));
    }

    /// <summary>No value: it held nothing.</summary>
    private async Task<Outcome<SectorPast?>> ReadSector(JournalKey from, ClockKind clock, DateTimeOffset at)
    {
        var stored = await SnapshotBefore(from, at);
        var ledger = stored is null ? SectorLedger.Empty(clock) : SectorLedger.From(clock, stored);
        var partial = new List<long>();
        await foreach (var (sequence, payload) in journal.Read(from, stored?.WindowFromSequence ?? 1, CancellationToken.None))
        {
            var entry = sectorRows.Deserialize(payload)!;
            // Taken away before, or since the rows before it were read.
            if (sequence > ledger.Sequence + 1) return Gone(from, entry.ReceivedAt);
            if (entry.ReceivedAt > at) break;
            if (clock == ClockKind.Stepped && entry.UpTo(at) is var told && !ReferenceEquals(told, entry))
            {
                entry = told;
                partial.Add(sequence);
            }
            ledger.Replay(sequence, entry);
        }
        if (ledger.Sequence == 0) return default;
        ledger.AdvanceTo(at);
        return new SectorPast(from, ledger.Sequence, snapshots.SerializeToArray(ledger.Snapshot()), partial);
    }

    private async Task WriteSector(SectorPast sector, JournalKey to, DateTimeOffset at)
    {
        // First, as it makes up for the rows that are not kept any more, in a backup of meanwhile too.
        await journal.WriteSnapshot(to, sector.Sequence, sector.Snapshot, CancellationToken.None);
        await CopyRows(sector.From, to, sector.Sequence, sector.Partial, at);
    }

    /// <summary>
    /// The last rows first, as the site may let go of its first ones meanwhile: so the copy has no hole at any time, and those are copied
    /// or not. Of some only the events up to the instant.
    /// </summary>
    private async Task CopyRows(JournalKey from, JournalKey to, long last, IReadOnlyList<long> partial, DateTimeOffset at)
    {
        await Clear(to, last);
        foreach (var sequence in partial.Reverse())
        {
            await journal.Copy(from, to, sequence + 1, last, CancellationToken.None);
            last = sequence - 1;
            // Where it has gone, those before it have as well.
            if (await journal.ReadAt(from, sequence, CancellationToken.None) is not { } row || row.Sequence != sequence) return;
            var told = sectorRows.Deserialize(row.Payload)!.UpTo(at);
            await journal.Append(to, sequence, sectorRows.SerializeToArray(told), CancellationToken.None);
        }
        await journal.Copy(from, to, 1, last, CancellationToken.None);
    }

    /// <summary>
    /// Takes away what a try that was broken off had copied: more rows may count by now, and some between may have gone.
    /// </summary>
    private async Task Clear(JournalKey copy, long last)
    {
        while (await journal.ReadAt(copy, 1, CancellationToken.None) is { } first && first.Sequence <= last)
            await journal.RemoveThrough(copy, Math.Min(first.Sequence + RowsPerRemoval - 1, last), CancellationToken.None);
    }

    /// <summary>The stored snapshot, if nothing in it is of after the instant.</summary>
    private async Task<SectorSnapshot?> SnapshotBefore(JournalKey sector, DateTimeOffset at)
    {
        if (await journal.ReadSnapshot(sector, CancellationToken.None) is not { } row) return null;
        var snapshot = snapshots.Deserialize(row.Payload)!;
        return snapshot.Clock <= at && snapshot.Pending.All(e => e.Time <= at) ? snapshot : null;
    }

    private async Task WriteResource(ForkOrigin origin, SitePast past, string site, ResourceSpec spec)
    {
        var (from, to) = (JournalKey.OfResource(origin.Site, spec.Id), JournalKey.OfResource(site, spec.Id));
        var (rows, last) = (new List<ResourceEntry>(), 0L);
        await foreach (var (sequence, payload) in journal.Read(from, 1, CancellationToken.None))
        {
            var entry = resourceRows.Deserialize(payload)!;
            if (entry.At > origin.At) break;
            if (past.Floor.Clock == ClockKind.Stepped && entry.UpTo(origin.At) is var told && !ReferenceEquals(told, entry))
            {
                entry = told;
                await journal.Append(to, sequence, resourceRows.SerializeToArray(entry), CancellationToken.None);
            }
            rows.Add(entry);
            last = sequence;
        }
        if (ResourceEntry.Fold(rows) is not { } folded) return;
        await journal.Copy(from, to, 1, last, CancellationToken.None);
        var state = new JournaledState<ResourceState>(
            storage, ResourceGrain.StateName, grains.Resource(site, spec.Id).GetGrainId(), to);
        await state.Read();
        await state.Write(ResourceDecider.FoldDue(folded, spec, origin.At) with { Row = last }, row: null);
    }

    private static Refusal Gone(JournalKey sector, DateTimeOffset since) => new(
        RefusalKind.Conflict,
        $"What sector '{sector.Sector}' recorded before {ContractJson.Write(since)} is no longer kept, so what it held then cannot be "
        + "told: fork from a later instant.");
}

/// <summary>What a sector held at an instant.</summary>
/// <param name="From">Whose journal tells of it.</param>
/// <param name="Sequence">The last row that counts.</param>
/// <param name="Snapshot">The fold of all rows through it, encoded.</param>
/// <param name="Partial">Rows of which only some events count, rising.</param>
public sealed record SectorPast(JournalKey From, long Sequence, byte[] Snapshot, IReadOnlyList<long> Partial);
