using Orleans;

namespace SyncOps.GrainInterfaces;

/// <summary>Which sites there are. One grain, key <see cref="GrainKeys.Directory"/>.</summary>
[Alias("ISiteDirectory")]
public interface ISiteDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Adds a site; known ones change nothing.</summary>
    [Alias("Add")]
    Task Add(string site);

    /// <summary>All site ids in ordinal order.</summary>
    [Alias("List")]
    Task<IReadOnlyList<string>> List();
}
