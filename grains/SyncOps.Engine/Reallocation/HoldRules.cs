using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Which gates advice may close and open. Each rule is one line of <see cref="Refuse"/>; the first that is broken is told.
/// </summary>
internal static class HoldRules
{
    /// <summary>True where the floor leaves its gates to advice and has any.</summary>
    public static bool Apply(Floor floor)
        => floor.Document.Policy.Gates == GateControl.Advice && floor.Sectors.Any(s => s.Release == ReleaseRule.Gated && !s.Retired);

    /// <summary>Null when a sector may be advised to hold its work, or to release it; otherwise why not, in words.</summary>
    public static string? Refuse(SiteSnapshot site, int sector, ActionKind kind)
    {
        var (spec, held) = (site.Floor.Sectors[sector], site.HoldOf(sector));
        return kind switch
        {
            _ when site.Floor.Document.Policy.Gates != GateControl.Advice => "The floor works its gates without advice.",
            _ when spec.Retired || spec.Release != ReleaseRule.Gated => $"{spec.Name} has no gate.",
            ActionKind.Hold when held is { UntilMinutes: var until } => $"{spec.Name} is held until {CardText.Time(site, until)} already.",
            ActionKind.Release when held is null => $"{spec.Name} is not held any more.",
            _ => null,
        };
    }

    /// <summary>What an action of a card comes to when it is begun now.</summary>
    public static PlannedHold Of(SiteSnapshot site, CardAction action) => new(
        site.Floor.SectorIndex(action.From), action.Kind, 0, action.Kind == ActionKind.Hold ? site.MinutesTo(action.Until!.Value) : 0);

    /// <summary>The sectors that are held once an action of a card is accepted.</summary>
    public static IReadOnlyList<HeldSector> After(IReadOnlyList<HeldSector> held, CardAction action, string card, DateTimeOffset now)
    {
        var others = held.Where(h => h.Sector != action.From && h.Until > now);
        return action.Kind == ActionKind.Hold
            ? [.. others, new HeldSector(action.From!, now, action.Until!.Value, card)]
            : [.. others];
    }
}
