using System.ComponentModel.DataAnnotations;

namespace SyncOps.Api;

/// <summary>Bounds of one gateway. Each has a default and a range that is checked at start.</summary>
public sealed class ApiOptions
{
    /// <summary>Live streams open at once; one more is answered with 503. 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxLiveStreams { get; set; } = 2_000;

    /// <summary>Requests under way or waiting at once, of all sites; one more is answered with 503. 16 to 100,000.</summary>
    [Range(16, 100_000)]
    public int MaxRequests { get; set; } = 16_384;

    /// <summary>
    /// Requests of one site under way at once, those that bring events and all others counted apart; others wait. So a site that sends
    /// more than the grid can take waits for itself and not in front of others; and what is under way is soon done, which costs less than
    /// much that lies about for long. 8 to 100,000.
    /// </summary>
    [Range(8, 100_000)]
    public int MaxRequestsPerSite { get; set; } = 128;

    /// <summary>
    /// Requests of one site that wait until fewer are under way, counted apart as those are; one more is answered with 429. Once some have
    /// been waiting all the time for <see cref="LongestWait"/>, twice <see cref="MaxRequestsPerSite"/> at most. 0 to 100,000.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxWaitingPerSite { get; set; } = 4_096;

    /// <summary>
    /// How long a request waits until fewer of its site are under way, before it is answered with 429. 10 ms to a minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(2);
}
