using System.Net;

namespace SyncOps.Silo;

/// <summary>What the command line says about one process.</summary>
public sealed record HostSettings
{
    /// <summary>Addresses to serve, separated by semicolons. While nobody signs in they must be loopback.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Null: <c>syncops</c> in the user's local application data.</summary>
    public string? DataDirectory { get; init; }

    public bool Demo { get; init; } = true;

    /// <summary>Times real time, 1 to 600; null: as configured.</summary>
    public int? DemoSpeed { get; init; }

    /// <summary>Why the host must not start like this, or null.</summary>
    public string? Fault()
    {
        if (DemoSpeed is < 1 or > 600) return $"--demo-speed is {DemoSpeed}: give a whole number from 1 to 600.";
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
