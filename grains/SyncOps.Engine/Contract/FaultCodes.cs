namespace SyncOps.Engine.Contract;

/// <summary>The rules that a <see cref="Fault"/> may name. Programs rely on these words: they are added to and never renamed.</summary>
public static class FaultCodes
{
    /// <summary>The text is not JSON, or not UTF-8; the reason says at which line and byte.</summary>
    public const string MalformedJson = "malformedJson";
    /// <summary>The JSON nests deeper than 32 levels.</summary>
    public const string TooDeep = "tooDeep";
    /// <summary>A member that has no default is absent, null or blank.</summary>
    public const string Required = "required";
    /// <summary>The value is of another JSON type than the member has.</summary>
    public const string WrongType = "wrongType";
    /// <summary>A number, instant, duration or length lies outside its bounds.</summary>
    public const string OutOfRange = "outOfRange";
    /// <summary>Text that is no valid Unicode, such as half of a surrogate pair.</summary>
    public const string BadText = "badText";
    /// <summary>An id is not 1 to 64 characters of <c>A-Z a-z 0-9 . _ -</c>.</summary>
    public const string BadId = "badId";
    /// <summary>Not an RFC 3339 instant with an offset.</summary>
    public const string BadInstant = "badInstant";
    /// <summary>Not an ISO-8601 duration.</summary>
    public const string BadDuration = "badDuration";
    /// <summary>Not a local date written <c>yyyy-MM-dd</c>.</summary>
    public const string BadDate = "badDate";
    /// <summary>A word that is not in the member's list; the reason gives the list.</summary>
    public const string UnknownWord = "unknownWord";
    /// <summary>An id that names nothing in the floor.</summary>
    public const string UnknownReference = "unknownReference";
    /// <summary>A sector that an edit has dropped: it keeps its history and takes nothing new.</summary>
    public const string RetiredSector = "retiredSector";
    /// <summary>An id, or a pair of ids, that its list already has.</summary>
    public const string DuplicateId = "duplicateId";
    /// <summary>A member name that its object already has, so that it is unclear which value is meant.</summary>
    public const string DuplicateMember = "duplicateMember";
    /// <summary>A list with fewer entries than it must have.</summary>
    public const string TooFew = "tooFew";
    /// <summary>A list with more entries than it may have.</summary>
    public const string TooMany = "tooMany";
    /// <summary>The document names another site than its address.</summary>
    public const string SiteMismatch = "siteMismatch";
    /// <summary>A time zone that the IANA database does not have.</summary>
    public const string UnknownTimeZone = "unknownTimeZone";
    /// <summary>Not three upper-case letters.</summary>
    public const string BadCurrency = "badCurrency";
    /// <summary>An interval that does not divide a day into whole intervals.</summary>
    public const string NotADivisor = "notADivisor";
    /// <summary>The smaller bound of a pair is above the larger.</summary>
    public const string MinAboveMax = "minAboveMax";
    /// <summary>A sector sends on more work than it completes.</summary>
    public const string SharesAboveOne = "sharesAboveOne";
    /// <summary>Work that enters these sectors can never leave them.</summary>
    public const string LoopWithoutExit = "loopWithoutExit";
    /// <summary>Work that goes round this loop comes back as as much work or more, so that it grows for ever.</summary>
    public const string LoopGrows = "loopGrows";
    /// <summary>The clock, its start and the zone cannot change once events were recorded under them.</summary>
    public const string FixedAfterFirstEvent = "fixedAfterFirstEvent";
    /// <summary>A span that ends at or before its start.</summary>
    public const string EndNotAfterStart = "endNotAfterStart";
    /// <summary>Two spans that share time and must not.</summary>
    public const string Overlap = "overlap";
    /// <summary>A break that is not inside its shift.</summary>
    public const string OutsideShift = "outsideShift";
    /// <summary>A shift or a forecast that belongs to another day's document.</summary>
    public const string NotOnDate = "notOnDate";
    /// <summary>Points that must rise in time and do not.</summary>
    public const string NotRising = "notRising";
    /// <summary>A CloudEvents version other than 1.0.</summary>
    public const string WrongSpecVersion = "wrongSpecVersion";
    /// <summary>An event type that is not in the contract.</summary>
    public const string UnknownType = "unknownType";
    /// <summary>An event source that the grid keeps for itself.</summary>
    public const string ReservedSource = "reservedSource";
    /// <summary>An event whose source and id were recorded before with another payload.</summary>
    public const string IdentityReused = "identityReused";
    /// <summary>One event (source and id) twice in a batch.</summary>
    public const string DuplicateInBatch = "duplicateInBatch";
    /// <summary>A batch with more events than one request may carry.</summary>
    public const string TooManyEvents = "tooManyEvents";
    /// <summary>An instant that an edit may no longer change.</summary>
    public const string InThePast = "inThePast";
    /// <summary>A resource that does not hold the skill of the sector, or not for all of the time.</summary>
    public const string NoSkill = "noSkill";
    /// <summary>A resource that is not at work then, so that nobody can place it.</summary>
    public const string NotOnDuty = "notOnDuty";
    /// <summary>An instant at which no interval of the plan begins.</summary>
    public const string UnknownInterval = "unknownInterval";
    /// <summary>A resource that would be in two sectors at once.</summary>
    public const string TwoSectors = "twoSectors";
    /// <summary>A resource that is at work and was taken out of its sector without another one.</summary>
    public const string WithoutPlace = "withoutPlace";
    /// <summary>A move to the sector where the resource is.</summary>
    public const string AlreadyThere = "alreadyThere";
    /// <summary>Not a fault of its own: the list was cut here and there may be more.</summary>
    public const string MoreFaults = "moreFaults";
}
