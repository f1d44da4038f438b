using Microsoft.Extensions.Logging;
using SyncOps.Engine.Contract;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>The durable list of sites.</summary>
public sealed class SiteDirectoryGrain(
    [PersistentState("sites")] IPersistentState<SiteList> row, ILogger<SiteDirectoryGrain> logger) : Grain, ISiteDirectoryGrain
{
    public async Task Add(string site)
    {
        var index = row.State.Sites.BinarySearch(site, StringComparer.Ordinal);
        if (index >= 0) return;
        row.State = new SiteList { Sites = [.. row.State.Sites] };
        row.State.Sites.Insert(~index, site);
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception e)
        {
            // Kept in memory, the site would be known to the next try, which would write nothing.
            logger.LogWarning(e, "The list of sites lets go of its state and will read it again");
            DeactivateOnIdle();
            throw new StorageUnavailableException($"Site '{site}' could not be added to the list of sites: send it again.", e);
        }
    }

    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. row.State.Sites]);
}

/// <summary>Site ids in ordinal order.</summary>
[GenerateSerializer, Alias("siteList")]
public sealed record SiteList
{
    [Id(0)] public List<string> Sites { get; init; } = [];
}
