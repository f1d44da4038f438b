namespace SyncOps.Tests.Faults.Load;

/// <summary>What happens under the load.</summary>
public enum Fault
{
    /// <summary>The one process that is everything is killed (SIGKILL), and started again. Needs a grid of that one process.</summary>
    KillHost,

    /// <summary>One silo, gateway or the database of a cluster is killed, and started again.</summary>
    KillSilo,
    KillGateway,
    KillDatabase,

    /// <summary>A silo stands still for 2 to 30 s: long enough, or not, for the others to find it dead.</summary>
    PauseSilo,

    /// <summary>Every silo and gateway, one after the other, is told to end (SIGTERM), and started again.</summary>
    RollingRestart,

    /// <summary>Silos, gateways and the database are killed at once, and started again.</summary>
    KillEverything,

    /// <summary>The database commits what a silo wrote; its answer is swallowed and the connection cut.</summary>
    CutAfterCommit,

    /// <summary>For 5 to 20 s no byte passes between a silo and the database; what was under way arrives afterwards.</summary>
    PartDatabase,

    /// <summary>For 5 to 30 s no packet passes between a silo and silos, gateways or the database. Needs a private network.</summary>
    PartSilo,

    /// <summary>
    /// For 1 to 3 s a silo resets and refuses the connections of gateways; silos and the database reach it as ever. Needs a private
    /// network.
    /// </summary>
    RefuseGateways,

    /// <summary>For 5 to 15 s the disk of the database is full; if that ends the database, it is started again. Needs mounts.</summary>
    FillDisk,

    /// <summary>For 3 to 12 s somebody locks every table, so that a silo's connections are all taken by those who wait.</summary>
    HoldTables,

    /// <summary>
    /// Every silo and then every gateway, one after the other, becomes the newer release, or the other way round the older one. Needs an
    /// older release beside this one.
    /// </summary>
    ChangeRelease,

    /// <summary>The clock of one silo goes a day ahead, or a day behind, and back. Needs libfaketime.</summary>
    StepClock,
}
