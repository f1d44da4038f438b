using System.Net;
using System.Net.Sockets;

namespace SyncOps.Tests.Shared;

/// <summary>Ports for servers that tests start, kill and start again.</summary>
internal static class Ports
{
    private const int FirstPort = 20_000;
    private const int PortCount = 10_000;
    private static int _portsTried;

    /// <summary>
    /// A port below those that the system gives to outgoing connections: while a killed process is down, none of its clients, trying to
    /// connect, may be given the port itself. Should another process take it before the killed one does, that one says so and the test
    /// fails.
    /// </summary>
    public static int Free()
    {
        for (var tries = 0; tries < PortCount; tries++)
        {
            var port = FirstPort + (int)((uint)(Environment.ProcessId * 16 + Interlocked.Increment(ref _portsTried)) % PortCount);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue;
            }
        }
        throw new InvalidOperationException($"No port of {FirstPort} to {FirstPort + PortCount - 1} is free on the loopback address.");
    }
}
