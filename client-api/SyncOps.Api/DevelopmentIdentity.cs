namespace SyncOps.Api;

/// <summary>Who acts while the host serves loopback only and asks nobody to sign in.</summary>
internal static class DevelopmentIdentity
{
    public const string Name = "development";
}
