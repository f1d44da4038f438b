using Orleans;
using Orleans.Runtime;

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

    public static ISiteGrain Site(this IGrainFactory grains, string site) => Get<ISiteGrain>(grains, site);

    public static ISectorGrain Sector(this IGrainFactory grains, string site, string sector)
        => Get<ISectorGrain>(grains, $"{site}/{sector}");

    public static IResourceGrain Resource(this IGrainFactory grains, string site, string resource)
        => Get<IResourceGrain>(grains, $"{site}/{resource}");

    public static ICoordinatorGrain Coordinator(this IGrainFactory grains, string site, string area)
        => Get<ICoordinatorGrain>(grains, $"{site}/{area}");

    public static IDayGrain Day(this IGrainFactory grains, string site, string date) => Get<IDayGrain>(grains, $"{site}/{date}");

    public static IPlanGrain Plan(this IGrainFactory grains, string site, string date) => Get<IPlanGrain>(grains, $"{site}/{date}");

    public static IGovernanceGrain Governance(this IGrainFactory grains, string node) => Get<IGovernanceGrain>(grains, node);

    public static ISiteDirectoryGrain SiteDirectory(this IGrainFactory grains) => Get<ISiteDirectoryGrain>(grains, Directory);

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

    /// <summary>What <c>GetGrain</c> answers, without looking up by reflection each time what the interface's attributes say.</summary>
    private static T Get<T>(IGrainFactory grains, string key) where T : class, IGrainWithStringKey
    {
        if (Kind<T>.Known is { } known) return (T)grains.GetGrain(GrainId.Create(known.Grain, key), known.Interface);
        var first = grains.GetGrain<T>(key);
        if (first is GrainReference reference) Kind<T>.Known = new(reference.GrainId.Type, reference.InterfaceType);
        return first;
    }

    /// <summary>The types that the grains of an interface go by: the same in every process of a grid.</summary>
    private static class Kind<T>
    {
        public static GrainTypes? Known { get; set; }
    }

    private sealed record GrainTypes(GrainType Grain, GrainInterfaceType Interface);
}
