using System.Net;
using SyncOps.Engine.Contract;

namespace SyncOps.Client;

/// <summary>
/// The server said no, or could not be reached in time. Where the server answered with problem+json, the message holds its title,
/// detail and first fault.
/// </summary>
public sealed class SyncOpsException : Exception
{
    public SyncOpsException()
    {
    }

    public SyncOpsException(string message)
        : base(message)
    {
    }

    public SyncOpsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SyncOpsException(HttpStatusCode status, string? title, string? detail, IReadOnlyList<Fault> faults)
        : base(Describe(status, title, detail, faults))
    {
        Status = status;
        Title = title;
        Detail = detail;
        Faults = faults;
    }

    /// <summary>The status of the last answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The problem's kind in a few words; null when the answer was not problem+json.</summary>
    public string? Title { get; }

    /// <summary>What was wrong this time, with the value and the way out; null when the answer did not say.</summary>
    public string? Detail { get; }

    /// <summary>Every fault of a refused input (422), in the order of the input; empty for other refusals.</summary>
    public IReadOnlyList<Fault> Faults { get; } = [];

    private static string Describe(HttpStatusCode status, string? title, string? detail, IReadOnlyList<Fault> faults)
    {
        var text = $"{(int)status} {title ?? status.ToString()}";
        if (!string.IsNullOrEmpty(detail)) text += $": {detail}";
        if (faults.Count == 0) return text;
        var first = faults[0];
        var place = first.Index is { } index ? $"event {index}, {first.Path}" : first.Path;
        return $"{text} [{place}: {first.Reason}{(faults.Count > 1 ? $" and {faults.Count - 1} more" : "")}]";
    }
}
