using System.Net;
using SyncOps.Storage.Postgres;

namespace SyncOps.Silo;

/// <summary>What a process does in a grid.</summary>
public enum HostRole
{
    /// <summary>Silo, client API and pages in one.</summary>
    All,

    /// <summary>Holds grains; over HTTP it tells its health only.</summary>
    Silo,

    /// <summary>Serves the client API and the pages, and holds no grains.</summary>
    Gateway,
}

/// <summary>What the command line says about one process.</summary>
public sealed record HostSettings
{
    /// <summary>Addresses to serve, separated by semicolons. While nobody signs in they must be loopback.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    public HostRole Role { get; init; } = HostRole.All;

    /// <summary>Connection string of the database that a cluster shares; null: embedded storage, and one process is all there is.</summary>
    public string? Postgres { get; init; }

    /// <summary>Bring the database up to date and end.</summary>
    public bool MigrateOnly { get; init; }

    /// <summary>
    /// Port for other silos, and port for gateways; null: free ones. A silo that comes back on its old ports is known sooner.
    /// </summary>
    public int? SiloPort { get; init; }

    /// <inheritdoc cref="SiloPort"/>
    public int? GatewayPort { get; init; }

    /// <summary>Null: <c>syncops</c> in the user's local application data.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether to run the demo floor; null: in a process that is everything.</summary>
    public bool? Demo { get; init; }

    /// <summary>Times real time, 1 to 600; null: as configured.</summary>
    public int? DemoSpeed { get; init; }

    internal bool RunsDemo => Demo ?? Role == HostRole.All;

    /// <summary>The shared database. Only where <see cref="Postgres"/> is given and <see cref="Fault"/> finds nothing.</summary>
    internal PostgresDatabase Database => PostgresDatabase.Of(Postgres!, out _)!;

    /// <summary>Why the host must not start like this, or null.</summary>
    public string? Fault()
    {
        if (DemoSpeed is < 1 or > 600) return $"--demo-speed is {DemoSpeed}: give a whole number from 1 to 600.";
        if (RunsDemo && Demo == true && Role == HostRole.Silo)
            return "--demo is fed over the client API, which --role silo does not serve: give it to a gateway.";
        return PostgresFault() ?? PortFault("--silo-port", SiloPort) ?? PortFault("--gateway-port", GatewayPort) ?? UrlFault();
    }

    private string? PostgresFault()
    {
        if (string.IsNullOrWhiteSpace(Postgres))
        {
            if (Role != HostRole.All)
            {
                return $"--role {Role.ToString().ToLowerInvariant()} needs --postgres (or SYNCOPS_POSTGRES): the processes of a cluster "
                    + "find each other and store what they know in one PostgreSQL database.";
            }
            if (MigrateOnly)
                return "--migrate-only needs --postgres (or SYNCOPS_POSTGRES): embedded storage is brought up to date at start.";
            return (SiloPort ?? GatewayPort) is null ? null
                : "--silo-port and --gateway-port are for clusters: give --postgres too, or neither.";
        }
        PostgresDatabase.Of(Postgres, out var fault);
        return fault is null ? null
            : $"--postgres (or SYNCOPS_POSTGRES) is no connection string: {fault}. Give one such as "
                + "'Host=127.0.0.1;Port=5432;Database=syncops;Username=syncops'.";
    }

    private static string? PortFault(string option, int? port)
        => port is < 1 or > 65_535 ? $"{option} is {port}: give a port from 1 to 65535, or leave it out for a free one." : null;

    private string? UrlFault()
    {
        var urls = Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0) return "--urls names no address: give one such as http://127.0.0.1:8080.";
        foreach (var url in urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                return $"--urls has '{url}', which is no http address: give one such as http://127.0.0.1:8080.";
            if (!IsLoopback(uri))
            {
                return $"--urls has '{url}', which can be reached from other machines. Nobody signs in here yet, so SyncOps serves "
                    + "loopback only: use 127.0.0.1, [::1] or localhost, and put an authenticating proxy in front of it.";
            }
        }
        return null;
    }

    private static bool IsLoopback(Uri uri)
        => uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
