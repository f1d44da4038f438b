using Orleans.Runtime;
using Polly;
using SyncOps.Engine.Contract;
using SyncOps.GrainInterfaces;

namespace SyncOps.Api;

/// <summary>What a caller sees while a part of the grid is away: 503, send it again.</summary>
internal static class Outages
{
    public static readonly Refusal Refusal = new(
        RefusalKind.Unavailable, "Storage or a part of the grid did not answer: what you sent may or may not be recorded; send it again.");

    /// <summary>
    /// A grain that does not wake up in time is told of as a cancellation that nobody asked for, or as what Orleans' own patience (Polly)
    /// ended with.
    /// </summary>
    public static bool IsOutage(Exception e)
        => e is StorageUnavailableException or TimeoutException or OrleansException or OperationCanceledException
            or ExecutionRejectedException;
}
