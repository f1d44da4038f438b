using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Estimation;

/// <summary>Somebody who works in a sector, and the standard rate there, units/h, above 0.</summary>
[GenerateSerializer, Immutable, Alias("estimation.personMark")]
public readonly record struct PersonMark([property: Id(0)] string Resource, [property: Id(1)] double UnitsPerHour);

/// <summary>
/// Who works in a sector from an instant on, in id order; null: nobody is to be told apart any more, and what was learned of people is
/// forgotten. Written into the sector's journal at a tick when it has changed, and only where the floor's policy learns rates by person.
/// </summary>
[GenerateSerializer, Immutable, Alias("estimation.peopleMark")]
public sealed record PeopleMark([property: Id(0)] IReadOnlyList<PersonMark>? Working)
{
    /// <summary>The mark to write; null where it tells nothing new.</summary>
    public static PeopleMark? News(Floor floor, string sector, IReadOnlyList<Presence> roster, DateTimeOffset at, PersonWatch? known)
    {
        if (floor.Document.Policy.PersonRates != PersonRates.Person)
            return known is null or { IsEmpty: true } ? null : new PeopleMark((IReadOnlyList<PersonMark>?)null);
        var index = floor.SectorIndex(sector);
        var working = new List<PersonMark>();
        foreach (var presence in roster)
        {
            if (presence.StateAt(at) != ResourceStateKind.Working || floor.ResourceIndex(presence.Resource) is not (>= 0 and var resource))
                continue;
            if (floor.UnitsPerHour(resource, index, at) is > 0 and var rate) working.Add(new PersonMark(presence.Resource, rate));
        }
        return known is null && working.Count == 0 || known?.IsHere(working) == true ? null : new PeopleMark(working);
    }
}
