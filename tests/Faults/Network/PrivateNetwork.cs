using System.Net.NetworkInformation;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Network;

/// <summary>
/// Parts processes from everybody, or from some, by the packet filter of a network namespace that is the tests' own:
/// <c>tests/private.sh</c> makes one. Elsewhere it does nothing, for the machine's own packet filter is not the tests' to change.
/// </summary>
internal static class PrivateNetwork
{
    private const string Missing =
        "Packets are dropped only in a network namespace of the tests' own: as root, with iptables and util-linux installed, run the "
        + "tests under bash tests/private.sh, as tests/run.sh and tests/faults.sh do.";

    // Group ids that no account has; the packets of a process are known by its group.
    private const int FirstGroup = 1_874_000;

    /// <summary>Why no process can be parted here, or null.</summary>
    public static string? Fault { get; }
        = IsPrivate() && Commands.IsInstalled("iptables") && Commands.IsInstalled("setpriv") ? null : Missing;

    /// <summary>The group id of a process by its index, 0 to 30; null where nothing can be parted.</summary>
    public static int? Group(int index) => Fault is null ? FirstGroup + index : null;

    /// <summary>Has every connection of a group's processes marked from its first packet on. Once, before they start.</summary>
    public static Task Watch(int group, CancellationToken cancellation)
        => Rule(["-t", "mangle", "-A", "OUTPUT", .. OfGroup(group), "-j", "CONNMARK", "--or-mark", $"{Mark(group)}"], cancellation);

    /// <summary>Drops for so long what the group's processes send and what is sent to them.</summary>
    public static async Task Part(int group, TimeSpan duration, CancellationToken cancellation)
    {
        string[] sent = [.. OfGroup(group), "-j", "DROP"];
        string[] received = ["-m", "connmark", "--mark", $"{Mark(group)}/{Mark(group)}", "-j", "DROP"];
        await Rule(["-A", "OUTPUT", .. sent], cancellation);
        await Rule(["-A", "OUTPUT", .. received], cancellation);
        try
        {
            await Task.Delay(duration, cancellation);
        }
        finally
        {
            await Rule(["-D", "OUTPUT", .. sent], CancellationToken.None);
            await Rule(["-D", "OUTPUT", .. received], CancellationToken.None);
        }
    }

    /// <summary>Resets for so long every connection to a port that sends anything, either way, and refuses new ones.</summary>
    public static async Task Refuse(int port, TimeSpan duration, CancellationToken cancellation)
    {
        string[][] rules = [.. new[] { "--dport", "--sport" }.Select(
            end => new[] { "INPUT", "-p", "tcp", end, $"{port}", "-j", "REJECT", "--reject-with", "tcp-reset" })];
        foreach (var rule in rules) await Rule(["-I", .. rule], cancellation);
        try
        {
            await Task.Delay(duration, cancellation);
        }
        finally
        {
            foreach (var rule in rules) await Rule(["-D", .. rule], CancellationToken.None);
        }
    }

    private static string[] OfGroup(int group) => ["-m", "owner", "--gid-owner", $"{group}"];

    private static int Mark(int group) => 1 << (group - FirstGroup);

    private static Task Rule(string[] words, CancellationToken cancellation)
        => Fault is null ? Commands.Run("iptables", ["-w", .. words], cancellation) : throw new InvalidOperationException(Fault);

    /// <summary>
    /// Whether this is another network namespace than the one that <c>tests/private.sh</c> was called in, which it tells in
    /// SYNCOPS_MACHINE_NETWORK, and has nothing but a loopback interface.
    /// </summary>
    private static bool IsPrivate()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return false;
        var (own, machine) = (new FileInfo("/proc/self/ns/net").LinkTarget, Environment.GetEnvironmentVariable("SYNCOPS_MACHINE_NETWORK"));
        return own is not null && !string.IsNullOrEmpty(machine) && own != machine
            && NetworkInterface.GetAllNetworkInterfaces().All(i => i.NetworkInterfaceType == NetworkInterfaceType.Loopback);
    }
}
