using Orleans;

namespace SyncOps.GrainInterfaces;

/// <summary>
/// How grains are addressed: <c>site</c>, <c>site/sector</c>, <c>site/resource</c>, <c>site/date</c>, <c>site/area</c>, or a
/// governance node. Ids hold no slash, so keys split in one way only.
/// </summary>
public static class GrainKeys
{
    /// <summary>Key of the one directory of sites.</summary>
    public const string Directory = "sites";

    /// <summary>Root of the governance tree.</summary>
    public const string Enterprise = "enterprise";

    public static ISiteGrain Site(this IGrainFactory grains, string site) => grains.GetGrain<ISiteGrain>(site);

    public static ISectorGrain Sector(this IGrainFactory grains, string site, string sector)
        => grains.GetGrain<ISectorGrain>($"{site}/{sector}");

    public static IResourceGrain Resource(this IGrainFactory grains, string site, string resource)
        => grains.GetGrain<IResourceGrain>($"{site}/{resource}");

    public static ICoordinatorGrain Coordinator(this IGrainFactory grains, string site, string area)
        => grains.GetGrain<ICoordinatorGrain>($"{site}/{area}");

    public static IDayGrain Day(this IGrainFactory grains, string site, string date) => grains.GetGrain<IDayGrain>($"{site}/{date}");


    public static IPlanGrain Plan(this IGrainFactory grains, string site, string date) => grains.GetGrain<IPlanGrain>($"{site}/{date}");

    public static IGovernanceGrain Governance(this IGrainFactory grains, string node) => grains.GetGrain<IGovernanceGrain>(node);

    public static ISiteDirectoryGrain SiteDirectory(this IGrainFactory grains) => grains.GetGrain<ISiteDirectoryGrain>(Directory);

    /// <summary>Governance node of a site.</summary>
    public static string SiteNode(string site) => $"site:{site}";

    /// <summary>Governance node of an area; answered by its coordinator.</summary>
    public static string AreaNode(string site, string area) => $"area:{site}/{area}";

    /// <summary>Splits <c>site/part</c> into its two ids.</summary>
    public static (string Site, string Part) Split(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (key[..slash], key[(slash + 1)..]);
    }
}
