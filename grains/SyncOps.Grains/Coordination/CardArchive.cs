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
    private Task _reading = Task.CompletedTask;

    // No sector's id holds a tilde, so the key cannot meet a sector's.
    private JournalKey Key => new(site, $"~{area}");

    public async Task Append(Recommendation card)
    {
        await Read();
        long sequence;
        while (true)
        {
            sequence = _sequence + 1;
            if (await journal.Append(Key, sequence, cards.SerializeToArray(card), CancellationToken.None) != AppendResult.Fenced) break;
            await ReadOn();
        }
        // A read that went on meanwhile may have come to it, or further.
        _sequence = Math.Max(_sequence, sequence);
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

    private Task Read() => _isRead ? Task.CompletedTask : ReadOn();

    /// <summary>
    /// One read for all who wait, as the coordinator answers some while it appends. After one that failed the next begins anew.
    /// </summary>
    private Task ReadOn()
    {
        if (_reading.IsCompleted) _reading = ReadToEnd();
        return _reading;
    }

    private async Task ReadToEnd()
    {
        await foreach (var (sequence, payload) in journal.Read(Key, _sequence + 1, CancellationToken.None))
        {
            Keep(cards.Deserialize(payload)!);
            _sequence = Math.Max(_sequence, sequence);
        }
        _isRead = true;
    }

    private void Keep(Recommendation card)
    {
        if (!_known.TryGetValue(card.Id, out var known) || known.Version <= card.Version) _known[card.Id] = card;
    }
}
