using Microsoft.Extensions.Logging;
using Orleans.Streams;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Governance;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Governance;

/// <summary>
/// Rolls children up. Which children there are and what was really prevented is durable; exposures are of the moment and are told again
/// at the children's next decision.
/// </summary>
public sealed class GovernanceGrain(
    [PersistentState("governance")] IPersistentState<GovernanceRow> row, ILogger<GovernanceGrain> logger) : Grain, IGovernanceGrain
{
    private readonly SortedDictionary<string, GovernanceRowChild> _children = new(StringComparer.Ordinal);

    // What is stored and not told further up: a call failed, or the activation before this one ended between the two.
    private bool _isUntold = true;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var child in row.State.Children) _children[child.View.Node] = child;
        return Task.CompletedTask;
    }

    public async Task Report(string name, GovernanceView child)
    {
        var known = _children.TryGetValue(child.Node, out var before);
        _children[child.Node] = new GovernanceRowChild(name, child);
        var isNews = !known || before!.Name != name || before.View.PreventedCost != child.PreventedCost
            || before.View.Calibration != child.Calibration || before.View.Shadow != child.Shadow;
        if (isNews) await Write();
        if (known && !_isUntold && GovernanceRollup.SaysTheSame(before!.View, child)) return;
        _isUntold = true;
        await Tell();
        _isUntold = false;
    }

    public Task<GovernanceView?> GetView()
        => Task.FromResult<GovernanceView?>(_children.Count == 0 ? null : RollUp());

    private GovernanceView RollUp()
        => GovernanceRollup.Of(this.GetPrimaryKeyString(), [.. _children.Values.Select(c => (c.Name, c.View))]);

    private async Task Write()
    {
        row.State = new GovernanceRow { Children = [.. _children.Values] };
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception e)
        {
            // Kept in memory, the same report would be no news, and never be written.
            var node = this.GetPrimaryKeyString();
            logger.LogWarning(e, "Governance node {Node} lets go of its state and will read it again", node);
            DeactivateOnIdle();
            throw new StorageUnavailableException($"What is below '{node}' could not be stored: send it again.", e);
        }
    }

    private async Task Tell()
    {
        var node = this.GetPrimaryKeyString();
        if (!node.StartsWith("site:", StringComparison.Ordinal)) return;
        var site = node["site:".Length..];
        var view = RollUp();
        await this.GetStreamProvider(LiveFeed.Provider)
            .GetStream<LiveChange>(LiveFeed.ViewersNamespace, site)
            .OnNextAsync(new LiveChange { Governance = view });
        var name = (await GrainFactory.Site(site).GetFloor())?.Document.Name ?? site;
        await GrainFactory.Governance(GrainKeys.Enterprise).Report(name, view);
    }
}

/// <summary>The children of a governance node as they last reported.</summary>
[GenerateSerializer, Alias("governanceRow")]
public sealed record GovernanceRow
{
    [Id(0)] public IReadOnlyList<GovernanceRowChild> Children { get; init; } = [];
}

[GenerateSerializer, Alias("governanceRowChild")]
public sealed record GovernanceRowChild([property: Id(0)] string Name, [property: Id(1)] GovernanceView View);
