using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Sites;

/// <summary>Make a stepped site of what another site was at <see cref="At"/>.</summary>
[GenerateSerializer, Alias("request.fork")]
public sealed record ForkRequest([property: Id(0)] DateTimeOffset At, [property: Id(1)] string? Site)
{
    /// <summary>Reads <c>{"at": instant, "site"?: id}</c>.</summary>
    public static (ForkRequest? Request, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
        => JsonInput.Read(utf8Json, body => new ForkRequest(body.Instant("at"), body.OptionalId("site")));

    /// <summary>The id of the new site: the given one, or the origin's (cut where it is long) and the instant.</summary>
    public string SiteOf(string origin)
    {
        if (Site is not null) return Site;
        var instant = At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture);
        return $"{origin[..Math.Min(origin.Length, Names.MaxLength - instant.Length - 1)]}.{instant}";
    }
}

/// <summary>What a site was made of: another site, as it was at an instant of its clock.</summary>
[GenerateSerializer, Immutable, Alias("forkOrigin")]
public sealed record ForkOrigin([property: Id(0)] string Site, [property: Id(1)] DateTimeOffset At);
