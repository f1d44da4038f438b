using NodaTime;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>When a plan gets a new version, and what a planner's edit makes of it. Pure: the same inputs give the same plan.</summary>
public static class PlanDecider
{
    /// <summary>
    /// The plan of a date as of the snapshot. There is a new version when the plan is the first, when it rests on another day or floor
    /// document, or when its content differs and people moved or an interval began since the version before. A snapshot older than the
    /// plan changes nothing.
    /// </summary>
    public static PlanRevision Revise(PlanState? state, SiteSnapshot site, string date, long dayVersion)
    {
        if (state is null)
        {
            var first = PlanBuilder.Build(site, date, [], before: null);
            return new PlanRevision(Adopt(state, site, first, dayVersion, "first plan"), Changed: true);
        }
        if (site.Now < state.RevisedThrough) return new PlanRevision(state, Changed: false);

        var next = PlanBuilder.Build(site, date, state.View.Pins, state.View);
        if (!PlanComparison.SameContent(state.View, next) && Reason(state, site, next, dayVersion) is { } reason)
            return new PlanRevision(Adopt(state, site, next, dayVersion, reason), Changed: true);
        var same = state with { RevisedThrough = site.Now, DayVersion = dayVersion, FloorVersion = site.Floor.Version };
        return new PlanRevision(same, Changed: false);
    }

    /// <summary>
    /// The plan with a planner's pins and assignments, or why not: it started from another version than <paramref name="ifMatch"/>, or
    /// its faults (see <see cref="PlanEditRules"/>). An edit that changes nothing leaves the version.
    /// </summary>
    public static Outcome<PlanState> Edit(PlanState state, PlanEdit edit, long ifMatch, SiteSnapshot site)
    {
        if (ifMatch != state.View.Version)
        {
            return new Refusal(RefusalKind.VersionStale,
                $"The edit started from version {ifMatch} and the plan is at version {state.View.Version}. "
                + "Read it again and edit that one.");
        }
        var pins = PlanEditRules.Pins(state.View, edit, site);
        if (pins.Refusal is { } refusal) return refusal;
        var next = PlanBuilder.Build(site, state.View.Date, pins.Value!, state.View);
        return PlanComparison.SameContent(state.View, next)
            ? state with { RevisedThrough = site.Now }
            : Adopt(state, site, next, state.DayVersion, "edited by planner");
    }

    private static string? Reason(PlanState state, SiteSnapshot site, PlanView next, long dayVersion)
    {
        if (dayVersion != state.DayVersion) return "the day document changed";
        if (site.Floor.Version != state.FloorVersion) return "the floor document changed";
        if (!PlanComparison.SameAssignments(state.View, next)) return "people moved";

        var grid = new PlanGrid(site.Floor, next.Date);
        var (last, now) = (grid.IndexOf(state.View.AsOf), grid.IndexOf(site.Now));
        if (now == last) return null;
        if (now == grid.Count) return "the day ended";
        var begins = Instant.FromDateTimeOffset(grid[now].Start).InZone(DateTimeZoneProviders.Tzdb[site.Floor.Document.TimeZone]);
        return $"the interval {begins:HH:mm} began";
    }

    private static PlanState Adopt(PlanState? before, SiteSnapshot site, PlanView view, long dayVersion, string reason)
    {
        var version = new PlanVersion(view.Version, view.AsOf, reason);
        return new PlanState
        {
            View = view,
            History = before is null ? new[] { version } : before.History.Prepend(version).Take(PlanState.MaxHistory).ToArray(),
            RevisedThrough = site.Now,
            DayVersion = dayVersion,
            FloorVersion = site.Floor.Version,
        };
    }
}
