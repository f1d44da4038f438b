using System.Net;
using System.Net.Sockets;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using SyncOps.GrainInterfaces;
using SyncOps.Storage.Postgres;

namespace SyncOps.Silo;

/// <summary>How silos find each other and how gateways find silos: alone in one process, or through the database they share.</summary>
internal static class Clustering
{
    private const string Id = "syncops";
    private const string Invariant = "Npgsql";

    // Membership must be read while everything else waits for the database, so it has connections of its own.
    private const int MembershipConnections = 4;

    /// <summary>A call that takes longer has failed: its silo may be dead, and the caller is to send it again.</summary>
    private static readonly TimeSpan ResponseWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A silo keeps its answers for a gateway that has closed its connection, and one that was restarted or cut off for a moment may not
    /// see that gateway again, for it is served through the others. After at most twice this time they are let go of, and those that
    /// follow go through another silo.
    /// </summary>
    private static readonly TimeSpan AnswersKept = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReadMembersEvery = TimeSpan.FromSeconds(5);

    /// <summary>One silo that nobody else can join.</summary>
    public static void Alone(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
        silo.Configure<ClusterOptions>(Name);
        // Hints need no memory of who listens: viewers subscribe again after a restart.
        silo.AddMemoryGrainStorage("PubSubStore");
        AddHints(silo);
    }

    /// <summary>One silo of several.</summary>
    public static void Member(ISiloBuilder silo, HostSettings settings)
    {
        var members = Members(settings.Database);
        silo.ConfigureEndpoints(IPAddress.Loopback, settings.SiloPort ?? FreePort(), settings.GatewayPort ?? FreePort());
        silo.UseAdoNetClustering(membership => (membership.Invariant, membership.DataSource) = (Invariant, members));
        silo.Configure<ClusterOptions>(Name);
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(2);
            membership.NumMissedProbesLimit = 3;
            membership.TableRefreshTimeout = ReadMembersEvery;
        });
        LetFailuresTravel(silo.Services);
        silo.Configure<SiloMessagingOptions>(messages
            => (messages.ResponseTimeout, messages.ClientDropTimeout) = (ResponseWithin, AnswersKept));
        AddHints(silo);
    }

    /// <summary>A process without grains, which goes on looking for silos until there are some.</summary>
    public static void Client(IClientBuilder client, HostSettings settings)
    {
        var members = Members(settings.Database);
        client.UseAdoNetClustering(membership => (membership.Invariant, membership.DataSource) = (Invariant, members));
        client.Configure<ClusterOptions>(Name);
        LetFailuresTravel(client.Services);
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = ReadMembersEvery);
        client.Configure<ClientMessagingOptions>(messages => messages.ResponseTimeout = ResponseWithin);
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
            return true;
        });
        client.AddMemoryStreams(LiveFeed.Provider);
    }

    /// <summary>
    /// What a failure was caused by travels with it, so that the caller is told and not merely failed: the database's errors, and those
    /// of Polly, by which Orleans bounds its own waits.
    /// </summary>
    private static void LetFailuresTravel(IServiceCollection services)
        => services.Configure<ExceptionSerializationOptions>(exceptions =>
        {
            exceptions.SupportedNamespacePrefixes.Add(Invariant);
            exceptions.SupportedNamespacePrefixes.Add(nameof(Polly));
        });

    private static NpgsqlDataSource Members(PostgresDatabase database) => database.Pool(MembershipConnections);

    private static void Name(ClusterOptions cluster) => (cluster.ClusterId, cluster.ServiceId) = (Id, Id);

    private static void AddHints(ISiloBuilder silo)
        => silo.AddMemoryStreams(LiveFeed.Provider, streams =>
        {
            streams.ConfigurePullingAgent(
                agent => agent.Configure(pull => pull.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(50)));
            // Half an hour of news, by default: a gigabyte under load. Nobody needs what is older than a moment, and who is further behind
            // reads everything again soon; what a quiet grid was told last is kept until it is told more.
            streams.ConfigureCacheEviction(cache => cache.Configure(kept =>
            {
                kept.DataMinTimeInCache = kept.DataMaxAgeInCache = TimeSpan.FromSeconds(5);
                // Who waits for news of a quiet sector must not be told that it has missed some.
                kept.MetadataMinTimeInCache = TimeSpan.FromHours(24);
            }));
        });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
