using System.ComponentModel.DataAnnotations;

namespace SyncOps.Api;

/// <summary>Bounds of one gateway. Each has a default and a range that is checked at start.</summary>
public sealed class ApiOptions
{
    /// <summary>Live streams open at once; one more is answered with 503. 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxLiveStreams { get; set; } = 2_000;

    /// <summary>Requests under way at once; one more is answered with 503. 16 to 100,000.</summary>
    [Range(16, 100_000)]
    public int MaxRequests { get; set; } = 4_096;
}
