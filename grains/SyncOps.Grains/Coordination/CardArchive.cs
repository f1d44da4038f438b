using Orleans.Serialization;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Coordination;

/// <summary>
/// Every closed card of an area, in the site's journal: the coordinator's own row keeps only the latest. A card that was appended twice
/// counts once, in its highest version.
/// </summary>
internal sealed class CardArchive(IJournal journal, Serializer<Recommendation> cards, string site, string area)
{
    private readonly SortedDictionary<string, Recommendation> _known = new(StringComparer.Ordinal);
    private long _sequence;
    private bool _isRead;

    // No sector's id holds a tilde, so the key cannot meet a sector's.
    private JournalKey Key => new(site, $"~{area}");

    public async Task Append(Recommendation card)
    {
        await Read();
        while (await journal.Append(Key, _sequence + 1, cards.SerializeToArray(card), CancellationToken.None) == AppendResult.Fenced)
            await ReadOn();
        _sequence++;
        Keep(card);
    }

    /// <summary>All archived cards in id order.</summary>
    public async Task<IReadOnlyCollection<Recommendation>> All()
    {
        await Read();
        return _known.Values;
    }

    public async Task<Recommendation?> Find(string id)
    {
        await Read();
        return _known.GetValueOrDefault(id);
    }

    private async Task Read()
    {
        if (_isRead) return;
        await ReadOn();
        _isRead = true;
    }

    private async Task ReadOn()
    {
        await foreach (var (sequence, payload) in journal.Read(Key, _sequence + 1, CancellationToken.None))
        {
            Keep(cards.Deserialize(payload)!);
            _sequence = sequence;
        }
    }

    private void Keep(Recommendation card)
    {
        if (!_known.TryGetValue(card.Id, out var known) || known.Version <= card.Version) _known[card.Id] = card;
    }
}
