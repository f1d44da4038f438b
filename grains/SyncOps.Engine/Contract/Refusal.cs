namespace SyncOps.Engine.Contract;

/// <summary>
/// Why a command was not carried out, in order of precedence: the first that applies is the answer. Nothing was changed.
/// </summary>
public enum RefusalKind
{
    /// <summary>No such site, sector, resource, plan, card or node, or not yours to see (404).</summary>
    NotFound,
    /// <summary>The input breaks a rule; <see cref="Refusal.Faults"/> lists every one (422).</summary>
    Invalid,
    /// <summary>The edit must name the version it started from (428).</summary>
    VersionRequired,
    /// <summary>The edit started from a version that is no longer current (412).</summary>
    VersionStale,
    /// <summary>The present state forbids it (409).</summary>
    Conflict,
    /// <summary>More work is waiting than may be; send it again later (429).</summary>
    Busy,
    /// <summary>Storage did not answer, or another activation took over; send it again (503).</summary>
    Unavailable,
}

/// <summary>
/// An expected "no", as a value: its kind, a sentence with the value and the way out, and the faults where the input is wrong.
/// </summary>
[GenerateSerializer, Immutable, Alias("refusal")]
public sealed record Refusal(
    [property: Id(0)] RefusalKind Kind, [property: Id(1)] string Reason, [property: Id(2)] IReadOnlyList<Fault>? Faults = null)
{
    public static Refusal Invalid(params IReadOnlyList<Fault> faults)
        => new(
            RefusalKind.Invalid,
            faults.Count == 1 ? faults[0].Reason : $"The input has {faults.Count} faults; the first: {faults[0].Reason}",
            faults);
}

/// <summary>Either a value or the reason there is none.</summary>
[GenerateSerializer, Alias("outcome`1")]
public readonly record struct Outcome<T>([property: Id(0)] T? Value, [property: Id(1)] Refusal? Refusal)
{
    public bool IsRefused => Refusal is not null;
    public static implicit operator Outcome<T>(T value) => new(value, null);
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
    public Outcome<T> ToOutcome() => this;
}
