using Npgsql;
using SyncOps.Tests.Faults.Disks;
using SyncOps.Tests.Faults.Network;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Load;

internal sealed partial class Grid
{
    private const int LooksForDead = 5;
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(60);
    private static readonly string[] Tables = ["journal", "snapshot", "grain_state"];

    /// <summary>Why a fault cannot be made here, or null.</summary>
    public static string? WhyNot(Fault fault) => fault switch
    {
        Fault.PartSilo or Fault.RefuseGateways => PrivateNetwork.Fault,
        Fault.FillDisk => SmallDisk.Fault,
        Fault.StepClock => FakeClock.IsInstalled ? null : FakeClock.Missing,
        Fault.ChangeRelease => OlderRelease.Fault,
        _ => null,
    };

    /// <summary>Makes a fault happen; returns when everything runs again.</summary>
    public Task Suffer(Fault fault, Random random, CancellationToken cancellation)
    {
        var silo = _silos.Count == 0 ? 0 : random.Next(_silos.Count);
        return fault switch
        {
            Fault.KillHost or Fault.KillGateway => Kill(_gateways[random.Next(_gateways.Count)], cancellation),
            Fault.KillSilo => Kill(_silos[silo], cancellation),
            Fault.KillDatabase => KillDatabase(cancellation),
            Fault.PauseSilo => Pause(silo, Between(2, 30), cancellation),
            Fault.RollingRestart => RestartAll(cancellation),
            Fault.KillEverything => KillEverything(cancellation),
            Fault.CutAfterCommit => DatabaseProxy.CutAfterCommit(_proxies, cancellation),
            Fault.PartDatabase => PartDatabase(silo, Between(5, 20), cancellation),
            Fault.PartSilo => PartSilo(silo, Between(5, 30), cancellation),
            Fault.RefuseGateways => PrivateNetwork.Refuse(_gatewayPorts[silo], Between(1, 3), cancellation),
            Fault.FillDisk => FillDisk(Between(5, 15), cancellation),
            Fault.HoldTables => HoldTables(Between(3, 12), cancellation),
            Fault.ChangeRelease => ChangeRelease(cancellation),
            Fault.StepClock => StepClock(_silos[silo], Between(3, 8), random.Next(2) == 0, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
        };

        TimeSpan Between(int least, int most)
        {
            var duration = TimeSpan.FromSeconds(least + (most - least) * random.NextDouble());
            return duration < LongestFault ? duration : LongestFault;
        }
    }

    private static async Task Kill(SiloProcess process, CancellationToken cancellation)
    {
        await process.KillAsync();
        await process.RunAsync(cancellation);
    }

    private static async Task Restart(SiloProcess process, CancellationToken cancellation)
    {
        var (code, _) = await process.SignalAsync("TERM", cancellation);
        Assert.Equal(0, code);
        await process.RunAsync(cancellation);
    }

    private async Task Pause(int silo, TimeSpan pause, CancellationToken cancellation)
    {
        await _silos[silo].PauseAsync(pause, cancellation);
        await Rejoin(silo, cancellation);
    }

    private async Task PartDatabase(int silo, TimeSpan duration, CancellationToken cancellation)
    {
        await _proxies[silo].Stall(duration, cancellation);
        await Rejoin(silo, cancellation);
    }

    private async Task PartSilo(int silo, TimeSpan duration, CancellationToken cancellation)
    {
        await PrivateNetwork.Part(_silos[silo].Group!.Value, duration, cancellation);
        await Rejoin(silo, cancellation);
    }

    /// <summary>
    /// A silo that was found dead while nobody could reach it learns of it and ends; it must, and is started again. Who is not found dead
    /// within a few seconds more lives on.
    /// </summary>
    private async Task Rejoin(int silo, CancellationToken cancellation)
    {
        for (var look = 0; look < LooksForDead; look++)
        {
            if (await IsDead(silo, cancellation))
            {
                await _silos[silo].EndAsync(EndWithin, cancellation);
                await _silos[silo].RunAsync(cancellation);
                return;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
        Assert.True(_silos[silo].IsRunning, $"A silo ended that nobody had found dead:\n{_silos[silo].Output}");
    }

    private async Task<bool> IsDead(int silo, CancellationToken cancellation)
    {
        const int dead = 6;
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "SELECT status FROM cluster_member WHERE port = $1 ORDER BY start_time DESC LIMIT 1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = _siloPorts[silo] });
        return (int)(await command.ExecuteScalarAsync(cancellation))! == dead;
    }

    private async Task RestartAll(CancellationToken cancellation)
    {
        foreach (var process in _silos.Concat(_gateways)) await Restart(process, cancellation);
    }

    /// <summary>
    /// Silos know what gateways of their release and of the one before ask for, so they are the first to go up and the last to go down.
    /// </summary>
    private async Task ChangeRelease(CancellationToken cancellation)
    {
        var goesUp = _silos[0].Program == OlderRelease.Silo;
        SiloProcess[] inTurn = goesUp ? [.. _silos, .. _gateways] : [.. _gateways, .. _silos];
        Told.Line($"To the {(goesUp ? "newer" : "older")} release.");
        foreach (var process in inTurn)
        {
            process.Program = goesUp ? BuiltProgram.Silo() : OlderRelease.Silo;
            await Restart(process, cancellation);
        }
    }

    private async Task KillDatabase(CancellationToken cancellation)
    {
        await _database!.KillAsync();
        await _database.RunAsync(cancellation);
    }

    private async Task KillEverything(CancellationToken cancellation)
    {
        SiloProcess[] all = [.. _silos, .. _gateways];
        await Task.WhenAll([_database!.KillAsync(), .. all.Select(p => p.KillAsync())]);
        await _database.RunAsync(cancellation);
        await Task.WhenAll(all.Select(p => p.RunAsync(cancellation)));
    }

    /// <summary>Tables cannot grow, and when the log of what was written cannot either, the server ends.</summary>
    private async Task FillDisk(TimeSpan duration, CancellationToken cancellation)
    {
        await _disk!.FillAsync(cancellation);
        try
        {
            using var over = new CancellationTokenSource(duration);
            while (!over.IsCancellationRequested)
            {
                await TryEndLogFile(cancellation);
                await Task.Delay(500, cancellation);
            }
        }
        finally
        {
            await _disk.EmptyAsync();
        }
        if (await _database!.MendAsync(cancellation)) Told.Line("PostgreSQL had ended on the full disk and was started again.");
    }

    private async Task TryEndLogFile(CancellationToken cancellation)
    {
        try
        {
            await Execute("SELECT pg_switch_wal()", cancellation);
        }
        catch (NpgsqlException full)
        {
            Told.Line($"On the full disk: {full.Message}");
        }
    }

    private async Task HoldTables(TimeSpan duration, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await Execute(
                    $"BEGIN; LOCK TABLE {string.Join(", ", Tables)} IN ACCESS EXCLUSIVE MODE; "
                    + FormattableString.Invariant($"SELECT pg_sleep({duration.TotalSeconds:0.000}); COMMIT"), cancellation);
                return;
            }
            catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // A silo that held one table and waited for another was let through.
                continue;
            }
        }
    }

    private async Task Execute(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false;Command Timeout=120");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// The silo is restarted with a clock that can be set, and once more with the machine's. Ahead it works on; when its clock goes back
    /// it ends by itself, and is started again once the clock is right.
    /// </summary>
    private static async Task StepClock(SiloProcess silo, TimeSpan each, bool ahead, CancellationToken cancellation)
    {
        using var clock = new FakeClock();
        silo.Environment = clock.Environment;
        try
        {
            await Restart(silo, cancellation);
            foreach (var step in new[] { TimeSpan.FromDays(ahead ? 1 : -1), TimeSpan.Zero })
            {
                clock.Step(step);
                if (step == TimeSpan.FromDays(-1) || (ahead && step == TimeSpan.Zero))
                {
                    Assert.Equal(1, await silo.EndAsync(EndWithin, cancellation));
                    // Behind its former self's, it would be taken for an older one and end again.
                    clock.Step(TimeSpan.Zero);
                    await silo.RunAsync(cancellation);
                }
                await Task.Delay(each, cancellation);
                Assert.True(silo.IsRunning, $"A silo ended whose clock went to {step.TotalDays} days of the machine's:\n{silo.Output}");
            }
        }
        finally
        {
            silo.Environment = new Dictionary<string, string>();
        }
        await Restart(silo, cancellation);
    }
}
