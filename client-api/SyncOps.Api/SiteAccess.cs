using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>What a request needs of a site: its floor and its clock, at the cost of one small grain call or of none.</summary>
internal sealed class SiteAccess(IGrainFactory grains, FloorCache floors, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Asked> _asked = new(StringComparer.Ordinal);

    /// <summary>The site, or null when it does not exist.</summary>
    public async ValueTask<KnownSite?> Find(string site)
    {
        if (!Names.IsValid(site) || await grains.Site(site).GetHeader() is not { } header) return null;
        return await floors.Get(site, header.Version) is { } floor
            ? new KnownSite(floor, header.Clock, header.HasEvents, header.ForkedFrom)
            : null;
    }

    /// <summary>
    /// The same for those who send much: asked for once in <see cref="SiteHeader.GoodFor"/>. The floor is the newest all the same; a
    /// stepped clock may be behind by as much.
    /// </summary>
    public async ValueTask<KnownSite?> FindRecent(string site)
    {
        if (!_asked.TryGetValue(site, out var asked) || !asked.IsGood) asked = Ask(site);
        // Whoever asked first may have asked before the site was made.
        var found = await asked.Answer ?? await Find(site);
        return found is { Clock.Kind: ClockKind.Live }
            ? found with { Clock = found.Clock with { Now = found.Clock.Now + time.GetElapsedTime(asked.ClockAt) } }
            : found;
    }

    /// <summary>The same words for a site that does not exist and for one that is not yours.</summary>
    public static IResult Unknown(string site)
        => Problems.NotFound($"There is no site '{site}': GET /api/v1/sites lists them, PUT /api/v1/sites/{{site}}/floor makes one.");

    public static bool IsDate(string date) => LocalDatePattern.Iso.Parse(date).Success;

    /// <summary>Those who ask at once wait for one answer. Only sites that exist are remembered.</summary>
    private Asked Ask(string site)
    {
        var answer = new TaskCompletionSource<KnownSite?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = _asked[site] = new Asked(Stopwatch.GetTimestamp(), time.GetTimestamp(), answer.Task);
        _ = Answer();
        return asked;

        async Task Answer()
        {
            KnownSite? found = null;
            try
            {
                found = await Find(site);
                answer.SetResult(found);
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
            if (found is null) _asked.TryRemove(KeyValuePair.Create(site, asked));
        }
    }

    /// <summary>A question: when it was asked by the machine's stopwatch, what it was by the site's, and what comes of it.</summary>
    private sealed record Asked(long At, long ClockAt, Task<KnownSite?> Answer)
    {
        public bool IsGood => Stopwatch.GetElapsedTime(At) < SiteHeader.GoodFor;
    }
}

/// <summary>A site that exists.</summary>
internal sealed record KnownSite(Floor Floor, ClockReading Clock, bool HasEvents, ForkOrigin? ForkedFrom);
