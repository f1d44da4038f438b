using Orleans;
using Orleans.Concurrency;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sites;

namespace SyncOps.GrainInterfaces;

/// <summary>
/// A site: its floor document and version, which days it has, its clock. Key: site id. Reads interleave with everything, so that a
/// sector waking up during an advance is answered.
/// </summary>
[Alias("ISite")]
public interface ISiteGrain : IGrainWithStringKey
{
    /// <summary>Stores a floor document, already checked by itself, as the next version.</summary>
    /// <param name="floor">The proposed document.</param>
    /// <param name="ifMatch">The version it was edited from; null: whatever is current.</param>
    [Alias("PutFloor")]
    Task<Outcome<FloorVersion>> PutFloor(FloorDocument floor, long? ifMatch);

    /// <summary>The current document, or null when the site does not exist.</summary>
    [Alias("GetFloor"), AlwaysInterleave]
    Task<FloorVersion?> GetFloor();

    /// <summary>Existence, clock and floor version in one cheap call, or null when the site does not exist.</summary>
    [Alias("GetHeader"), AlwaysInterleave]
    Task<SiteHeader?> GetHeader();

    /// <summary>
    /// Notes, durably and once, that the site has events: from then on its clock, start and zone are fixed. Not done before every sector
    /// knows them, and not while they are edited.
    /// </summary>
    [Alias("NoteEvents"), AlwaysInterleave]
    Task NoteEvents();

    /// <summary>Takes every decision that is due until an instant, then moves the stepped clock there. Answers the clock.</summary>
    [Alias("Advance"), ResponseTimeout("01:00:00")]
    Task<Outcome<DateTimeOffset>> Advance(DateTimeOffset to);

    /// <summary>Takes the latest decision that a live clock has passed, if it was not taken yet.</summary>
    [Alias("TickLive"), ResponseTimeout("00:10:00")]
    Task TickLive();

    /// <summary>
    /// Makes this site, which does not exist yet, a stepped one that holds what another site held at an instant, and answers it. The same
    /// again answers the same, and does once more what was broken off.
    /// </summary>
    [Alias("ForkFrom"), ResponseTimeout("01:00:00")]
    Task<Outcome<FloorVersion>> ForkFrom(ForkOrigin origin);

    /// <summary>What its documents and its clock were at an instant that has passed; refused for any other.</summary>
    [Alias("GetPast"), AlwaysInterleave, ResponseTimeout("00:01:00")]
    Task<Outcome<SitePast>> GetPast(DateTimeOffset at);

    /// <summary>Notes that a day document was stored, so that its plan is kept alive.</summary>
    [Alias("NoteDay"), AlwaysInterleave]
    Task NoteDay(string date, long version);

    /// <summary>The stored day documents from the day before an instant's local date to the day after, in date order.</summary>
    [Alias("GetDaysAround"), AlwaysInterleave]
    Task<IReadOnlyList<DatedDay>> GetDaysAround(DateTimeOffset instant);

    /// <summary>A resource tells where it is and when its next stored report falls due. Older versions are ignored.</summary>
    [Alias("NoteWhereabouts"), AlwaysInterleave]
    Task NoteWhereabouts(Whereabouts whereabouts);

    /// <summary>Everyone in a sector or on the way to it, in id order.</summary>
    [Alias("GetRoster"), AlwaysInterleave]
    Task<IReadOnlyList<Presence>> GetRoster(string sector);
}

/// <summary>A floor document and its version, from 1; <see cref="Created"/> tells a first one from an edit.</summary>
[GenerateSerializer, Immutable, Alias("floorVersion")]
public sealed record FloorVersion(
    [property: Id(0)] FloorDocument Document, [property: Id(1)] long Version, [property: Id(2)] bool Created);

/// <summary>What every request needs to know of a site.</summary>
[GenerateSerializer, Immutable, Alias("siteHeader")]
public sealed record SiteHeader(
    [property: Id(0)] long Version, [property: Id(1)] ClockReading Clock, [property: Id(2)] bool HasEvents,
    [property: Id(3)] ForkOrigin? ForkedFrom = null, [property: Id(4)] DateTimeOffset? LastDecided = null)
{
    /// <summary>
    /// How long after it was asked for, its version may be taken for the newest: an edit of a floor is acknowledged only once every
    /// header that was given before it is older than this.
    /// </summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(100);
}

/// <summary>A site's floor document at an instant, where its clock began, and its day documents by date.</summary>
[GenerateSerializer, Immutable, Alias("sitePast")]
public sealed record SitePast(
    [property: Id(0)] FloorDocument Floor, [property: Id(1)] DateTimeOffset Start,
    [property: Id(2)] IReadOnlyList<KeyValuePair<string, DayDocument>> Days);

/// <summary>The stored document of one local date.</summary>
[GenerateSerializer, Immutable, Alias("datedDay")]
public sealed record DatedDay([property: Id(0)] string Date, [property: Id(1)] DayDocument Document, [property: Id(2)] long Version);

/// <summary>
/// Where a resource is, as its own row says; <see cref="NextDue"/> is when its next pending report, or its way back, takes effect: sites of
/// the release before go by it, this one asks every resource.
/// </summary>
[GenerateSerializer, Immutable, Alias("whereabouts")]
public sealed record Whereabouts(
    [property: Id(0)] string Resource, [property: Id(1)] long Version,
    [property: Id(2)] Presence? Presence, [property: Id(3)] DateTimeOffset? NextDue);
