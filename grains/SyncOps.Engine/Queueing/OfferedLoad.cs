namespace SyncOps.Engine.Queueing;

/// <summary>Work offered to servers: the mean number that would be busy if there were always a free one (a = lambda/mu).</summary>
public readonly record struct OfferedLoad
{
    private OfferedLoad(double erlangs) => Erlangs = erlangs;

    /// <summary>Not negative, finite.</summary>
    public double Erlangs { get; }

    /// <summary>Throws when the load is negative or not finite.</summary>
    public static OfferedLoad Of(double erlangs)
        => double.IsFinite(erlangs) && erlangs >= 0
            ? new OfferedLoad(erlangs)
            : throw new ArgumentOutOfRangeException(nameof(erlangs), erlangs, "A load must be finite and at least 0.");
}
