using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Sectors;

/// <summary>
/// One row of a sector's journal: the events of one flush in order, none where it only tells of people, and the clock at their receipt.
/// </summary>
[GenerateSerializer, Alias("journalEntry")]
public sealed record JournalEntry
{
    [Id(0)] public required DateTimeOffset ReceivedAt { get; init; }
    [Id(1)] public required FloorEvent[] Events { get; init; }

    /// <summary>Who can work from then on; null: as it was told before.</summary>
    [Id(2)] public StaffMark? Staff { get; init; }

    /// <summary>Who has come and reported so, in id order of the resources; null: nobody.</summary>
    [Id(3)] public IReadOnlyList<TravelMark>? Travels { get; init; }

    /// <summary>Who works from then on, where rates are learned by person; null: as it was told before.</summary>
    [Id(4)] public PeopleMark? People { get; init; }

    /// <summary>It tells nothing and changes nothing: whoever comes to life writes one, and others are behind from then on.</summary>
    [Id(5)] public bool IsOpening { get; init; }

    /// <summary>An opening at the clock of what is known already.</summary>
    public static JournalEntry Opening(DateTimeOffset at) => new() { ReceivedAt = at, Events = [], IsOpening = true };

    /// <summary>The row without events of after an instant; the row itself where it tells of none.</summary>
    public JournalEntry UpTo(DateTimeOffset at)
        => Events.All(e => e.Time <= at) ? this : this with { Events = [.. Events.Where(e => e.Time <= at)] };

    /// <summary>
    /// What a tick has to tell of the people in a sector, without events; null when all of it is in the journal already. At ticks only,
    /// when everyone's reports until then are in effect: the order in which reports and work came must not matter.
    /// </summary>
    public static JournalEntry? News(
        Floor floor, string sector, IReadOnlyList<Presence> roster, DateTimeOffset at, SectorAccounts known)
    {
        var staff = StaffMark.Of(floor, sector, roster, at, known.People?.Rates());
        var row = new JournalEntry
        {
            ReceivedAt = at, Events = [], Staff = known.Pace.IsNews(staff) ? staff : null, Travels = known.Travel.NewIn(roster),
            People = PeopleMark.News(floor, sector, roster, at, known.People),
        };
        return row is { Staff: null, Travels: null, People: null } ? null : row;
    }
}
