using Orleans;
using SyncOps.Engine.Governance;

namespace SyncOps.GrainInterfaces;

/// <summary>What is at risk below one node, from its children. Key: <c>enterprise</c>, <c>region:id</c>, <c>site:id</c>.</summary>
[Alias("IGovernance")]
public interface IGovernanceGrain : IGrainWithStringKey
{
    /// <summary>A child tells its present view; it replaces what it told before and goes on up the tree if it changed anything.</summary>
    [Alias("Report")]
    Task Report(string name, GovernanceView child);

    /// <summary>The roll-up, or null when no child has ever reported.</summary>
    [Alias("GetView")]
    Task<GovernanceView?> GetView();
}
