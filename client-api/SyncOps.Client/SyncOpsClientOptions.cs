namespace SyncOps.Client;

/// <summary>How patient a client is with a server that is busy, restarting or away.</summary>
public sealed record SyncOpsClientOptions
{
    public static readonly TimeSpan LongestResendFor = TimeSpan.FromHours(1);

    private readonly TimeSpan _resendFor = TimeSpan.FromSeconds(30);
    private readonly TimeSpan _attemptTimeout = TimeSpan.FromSeconds(100);

    /// <summary>
    /// How long a call is sent again after its first failure (429, 503, no connection, no answer in time), 0 to 1 h; default 30 s.
    /// Zero sends once.
    /// </summary>
    public TimeSpan ResendFor
    {
        get => _resendFor;
        init
        {
            if (value < TimeSpan.Zero || value > LongestResendFor)
                throw new ArgumentOutOfRangeException(nameof(value), value, "ResendFor must be 0 to 1 h.");
            _resendFor = value;
        }
    }

    /// <summary>
    /// How long one attempt may take to begin its answer, 1 s to 1 h; default 100 s. Only for a client made from an address: a given
    /// <see cref="HttpClient"/> keeps its own.
    /// </summary>
    public TimeSpan AttemptTimeout
    {
        get => _attemptTimeout;
        init
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "AttemptTimeout must be 1 s to 1 h.");
            _attemptTimeout = value;
        }
    }

    /// <summary>Where the waits between attempts run; tests pass their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
