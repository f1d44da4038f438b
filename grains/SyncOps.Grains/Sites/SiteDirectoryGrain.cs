using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>The durable list of sites.</summary>
public sealed class SiteDirectoryGrain([PersistentState("sites")] IPersistentState<SiteList> row) : Grain, ISiteDirectoryGrain
{
    public async Task Add(string site)
    {
        var index = row.State.Sites.BinarySearch(site, StringComparer.Ordinal);
        if (index >= 0) return;
        row.State = new SiteList { Sites = [.. row.State.Sites] };
        row.State.Sites.Insert(~index, site);
        await row.WriteStateAsync();
    }

    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. row.State.Sites]);
}

/// <summary>Site ids in ordinal order.</summary>
[GenerateSerializer, Alias("siteList")]
public sealed record SiteList
{
    [Id(0)] public List<string> Sites { get; init; } = [];
}
