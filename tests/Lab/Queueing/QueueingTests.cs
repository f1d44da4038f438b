using SyncOps.Engine.Dispatch;
using SyncOps.Lab.Queueing;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Queueing;

/// <summary>Decisions at events on networks whose optimum is known.</summary>
public sealed class QueueingTests
{
    private static readonly QueueingEffort Effort = new(Replications: 10, Seed: 1) { Events = 20_000 };

    [Theory]
    [InlineData("AAD-B")]
    [InlineData("CMU")]
    [InlineData("ERL")]
    [InlineData("clearing")]
    [InlineData("switching")]
    public void Decisions_on_every_row_come_within_one_percent_of_the_optimum(string file)
    {
        var rows = QueueingCommand.Report(Instance(file), variants: 0, Effort).Rows;

        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            // Chance may show a policy that much better than the optimum, as the interval says.
            Assert.InRange(row.GapPercent, -0.5, 1);
            Assert.InRange(row.HalfWidthPercent, 0, 0.5);
            if (row.Computed is { } computed) Assert.Equal(row.Optimal, computed, tolerance: 1e-4 * row.Optimal);
        }
    }

    [Theory]
    [InlineData("ctmc_throughput")]
    [InlineData("mg1_priority")]
    [InlineData("clearing_mdp")]
    [InlineData("switching_mdp")]
    [InlineData("erlang")]
    public void So_do_random_networks_also_with_few_states(string kind)
    {
        // The same networks twice: with usual bounds, and with so few states that nearly all are thinned out and some refused.
        foreach (var (states, worst) in new[] { (20_000, 1.0), (1_000, 3.0) })
        {
            var effort = Effort with { Options = new DispatchOptions { States = states } };
            var rows = Enumerable.Range(1, 3)
                .Select(n => QueueingRun.Measure(QueueingVariants.Make(kind, seed: 5, n), effort)).OfType<QueueingRow>().ToList();

            Assert.NotEmpty(rows);
            if (states == 20_000) Assert.Equal(3, rows.Count);
            Assert.All(rows, row => Assert.InRange(row.GapPercent, -0.05, worst));
        }
    }

    [Theory]
    [InlineData(1, 63.234752)]    // always1 of row C1
    [InlineData(2, 45.367376)]    // downstream_first
    public void Simulated_costs_of_other_clearing_policies_are_the_published_ones(int station, double published)
    {
        var clearing = QueueingFile.Read(Instance("clearing")).Cases[0];
        var law = new NetworkLaw(clearing.Model);
        var exact = ExactDispatch.Solve(law, law.Start(clearing.Units), 1_000, 1e-9)!;
        var simulation = new PolicySimulation(law, Decide, state => exact.Values[state]);

        var cost = simulation.ToEmpty(law.Start(clearing.Units), replications: 40, runs: 250, seed: 3);

        Assert.InRange(cost.Controlled.Mean, published - 2 * cost.Controlled.HalfWidth, published + 2 * cost.Controlled.HalfWidth);
        Assert.InRange(cost.Plain.Mean, published - 2 * cost.Plain.HalfWidth, published + 2 * cost.Plain.HalfWidth);
        Assert.True(cost.Controlled.HalfWidth < cost.Plain.HalfWidth);

        // The own server of each station works while there is work; the flexible one is always at the first, or at the second first.
        IReadOnlyList<int> Decide(string state)
        {
            var units = law.Ask(state).Units;
            return [units[0] > 0 ? 0 : -1, units[1] > 0 ? 1 : -1, station == 1 ? 0 : units[1] > 0 ? 1 : 0];
        }
    }

    [Fact]
    public void The_simulated_cost_of_serving_each_queue_out_is_the_published_one()    // exhaustive of row S2
    {
        var switching = QueueingFile.Read(Instance("switching")).Cases[1];
        var law = new NetworkLaw(switching.Model);
        var start = law.Start(switching.Units);
        var exact = ExactDispatch.Solve(law, start, 20_000, 1e-8)!;
        var simulation = new PolicySimulation(law, Decide, state => exact.Values[state]);

        var cost = simulation.PerHour(start, replications: 20, events: 50_000, seed: 3);

        Assert.InRange(cost.Controlled.Mean, 7.6941 - 2 * cost.Controlled.HalfWidth, 7.6941 + 2 * cost.Controlled.HalfWidth);
        Assert.InRange(cost.Controlled.HalfWidth, 0, cost.Plain.HalfWidth / 2);

        IReadOnlyList<int> Decide(string state)
        {
            var asked = law.Ask(state);
            var at = asked.Posts[0].Sector;
            return [asked.Units[at] == 0 && asked.Units[1 - at] > 0 ? 1 - at : at];
        }
    }

    [Fact]
    public void The_exact_optimum_of_a_queue_is_its_mean_backlog()
    {
        // Most 2, load 1/2: weights 1, 1/2, 1/4; L = (1/2 + 2/4) / (7/4) = 4/7.
        var law = new NetworkLaw(Networks.Pools([1], [[2]], [1], [1], most: 2));

        Assert.Equal(4.0 / 7, ExactDispatch.Solve(law, law.Start([0]), 10, 1e-10)!.CostPerHour, tolerance: 1e-8);
    }

    private static string Instance(string name)
        => SharedData.Instances("queueing").Single(f => f.EndsWith($"{name}.json", StringComparison.Ordinal));
}
