using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Tests.Cluster;

/// <summary>Cards as they are kept, for what needs more of them than a floor would bring about in the time of a test.</summary>
internal static class TestCard
{
    public static Recommendation Of(string id, CardState state = CardState.Done, long version = 1, int issuedMinute = 0)
    {
        var (at, none) = (DateTimeOffset.UnixEpoch.AddMinutes(issuedMinute), new Dictionary<string, SectorEffect>());
        return new Recommendation
        {
            Id = id, Version = version, Area = "out", State = state, IssuedAt = at, ExpiresAt = at, Headline = "", ReasonLine = "",
            Actions = [], Risk = new CardRisk("pick", default, at, 1, 1), Without = none, With = none,
            Benefit = new CardBenefit(default, default), EngineVersion = "1",
        };
    }
}
