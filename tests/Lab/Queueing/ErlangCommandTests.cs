using SyncOps.Lab.Queueing;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Queueing;

/// <summary>Stationary waits against published and simulated ones.</summary>
public sealed class ErlangCommandTests
{
    [Fact]
    public void Published_waits_are_met_to_their_last_digit()
    {
        foreach (var row in ErlangCommand.Compare(Erlang()))
        {
            Assert.Equal(row.Wq, row.EngineWq, tolerance: 1e-6);
            Assert.Equal(row.Pwait, row.EnginePwait, tolerance: 1e-6);
        }
    }

    [Fact]
    public void Service_levels_are_within_three_points_of_simulated_queues_and_waits_within_a_tenth()
    {
        foreach (var row in ErlangCommand.Simulate(Erlang(), replications: 20, customers: 30_000, seed: 7))
        {
            Assert.InRange(row.EngineWq, row.Wq * 0.9 - row.HalfWidth, row.Wq * 1.1 + row.HalfWidth);
            foreach (var level in row.Levels) Assert.InRange(level.Engine, level.Simulated - 0.03, level.Simulated + 0.03);
        }
    }

    private static string Erlang() => SharedData.Instances("queueing").Single(f => f.EndsWith("ERL.json", StringComparison.Ordinal));
}
