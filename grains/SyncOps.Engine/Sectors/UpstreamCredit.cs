using SyncOps.Engine.Events;

namespace SyncOps.Engine.Sectors;

/// <summary>Arrivals that a sector books itself from the completions upstream: their source is reserved for them.</summary>
public static class UpstreamCredit
{
    /// <summary>Sources that no sender may use.</summary>
    public const string SourcePrefix = "urn:syncops:upstream:";

    public static string SourceOf(string upstream) => SourcePrefix + upstream;

    public static bool Is(FloorEvent e) => e.Source.StartsWith(SourcePrefix, StringComparison.Ordinal);
}
