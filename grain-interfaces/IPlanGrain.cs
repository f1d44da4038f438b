using Orleans;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Sectors;

namespace SyncOps.GrainInterfaces;

/// <summary>The living plan of one local day. Key: site/date.</summary>
[Alias("IPlan")]
public interface IPlanGrain : IGrainWithStringKey
{
    /// <summary>The current plan, made on first asking; a refusal when the site has no such day.</summary>
    [Alias("Get"), ResponseTimeout("00:10:00")]
    Task<Outcome<PlanView>> Get();

    /// <summary>Applies a planner's edit to the version it was made from.</summary>
    [Alias("Put"), ResponseTimeout("00:10:00")]
    Task<Outcome<PlanView>> Put(PlanEdit edit, long ifMatch);

    /// <summary>The versions so far, newest first, at most the last hundred.</summary>
    [Alias("GetVersions")]
    Task<Outcome<IReadOnlyList<PlanVersion>>> GetVersions();

    /// <summary>Brings the plan up to an instant with the loads of the whole site; a new version only if something changed.</summary>
    [Alias("Revise"), ResponseTimeout("00:10:00")]
    Task Revise(DateTimeOffset instant, IReadOnlyList<SectorLoad> loads);

    /// <summary>The plan's projection with and without some moves; changes nothing.</summary>
    [Alias("WhatIf"), ResponseTimeout("00:10:00")]
    Task<Outcome<WhatIfAnswer>> WhatIf(IReadOnlyList<WhatIfMove> moves);
}
