using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Estimation;

/// <summary>
/// A resource has come to a sector: where from, when it left, when it was expected to be able to work and when it reported that it was.
/// Written into the sector's journal at a tick, because presences are not in it, and what a sector learns must be a fold of its journal.
/// </summary>
[GenerateSerializer, Immutable, Alias("estimation.travelMark")]
public readonly record struct TravelMark(
    [property: Id(0)] string Resource, [property: Id(1)] string From, [property: Id(2)] DateTimeOffset LeftAt,
    [property: Id(3)] DateTimeOffset ExpectedAt, [property: Id(4)] DateTimeOffset ArrivedAt)
{
    /// <summary>Minutes that it took, and that it was expected to take; both above 0.</summary>
    public double Minutes => (ArrivedAt - LeftAt).TotalMinutes;
    public double ExpectedMinutes => (ExpectedAt - LeftAt).TotalMinutes;

    /// <summary>What a presence tells of the way by which it came; null where nothing was reported of it.</summary>
    internal static TravelMark? Of(Presence presence) => presence.Journey is { ArrivedAt: { } arrived } journey
        ? new TravelMark(presence.Resource, journey.From, journey.LeftAt, journey.ExpectedAt, arrived)
        : null;
}
