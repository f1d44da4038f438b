using CsCheck;
using SyncOps.Engine.Queueing;
using Xunit;

namespace SyncOps.Tests.Engine.Queueing;

public sealed class ServerGroupTests
{
    [Fact]
    public void The_mean_wait_of_a_single_exponential_server_is_rho_over_spare_capacity()
        // rho = 0.8; 0.8 / (10 - 8) h = 0.4 h = 24 min.
        => Assert.Equal(24, new ServerGroup(8, 10).Waits(1).MeanMinutes, 9);

    [Fact]
    public void Constant_service_on_one_server_halves_the_wait()
        // Pollaczek and Khinchine: 24 min x (1 + 0) / 2.
        => Assert.Equal(12, new ServerGroup(8, 10, Cs2: 0).Waits(1).MeanMinutes, 9);

    [Fact]
    public void A_single_server_follows_pollaczek_and_khinchine()
        // (1 + 3) / 2 x 24 min.
        => Assert.Equal(48, new ServerGroup(8, 10, Cs2: 3).Waits(1).MeanMinutes, 9);

    [Fact]
    public void Without_chance_nobody_waits_below_full_load()
        => Assert.Equal(0, new ServerGroup(8, 10, Ca2: 0, Cs2: 0).Waits(1).MeanMinutes);

    [Fact]
    public void Nobody_waits_without_arrivals()
        => Assert.Equal(1, new ServerGroup(0, 10).Waits(1).ShareWithin(0));

    [Fact]
    public void The_service_level_of_exponential_queues_falls_at_the_pace_of_spare_capacity()
        // C(2, 3) = 4/9; 1 - 4/9 exp(-(3 - 2) x 0.5) = 0.730431...
        => Assert.Equal(0.730431, new ServerGroup(2, 1).Waits(3).ShareWithin(30), 6);

    [Fact]
    public void Eighty_percent_within_twenty_seconds_of_a_known_load_take_fourteen()
        // 200 calls/h of 3 min are 10 Erlangs. C(10, 13) = 0.2853: 1 - 0.2853 exp(-3 x 20/180) = 0.796; C(10, 14) = 0.1741: 0.888.
        => Assert.Equal(14, new ServerGroup(200, 20).LeastServers(0.8, 1.0 / 3));

    [Fact]
    public void Between_two_whole_numbers_of_servers_waits_lie_between()
    {
        var group = new ServerGroup(8, 10);
        // At the same utilization, 8 / 15: one server of 15/h waits C / spare = 0.5333 / 7 h = 4.571 min; two of 7.5/h 0.3710 / 7 h
        // = 3.180 min (C = 2 rho^2 / (1 + rho)); half way 3.876.
        Assert.Equal(3.876, group.Waits(1.5).MeanMinutes, 3);
        Assert.Equal(group.Waits(2).MeanMinutes, group.Waits(2.0).MeanMinutes, 12);
    }

    [Fact]
    public void More_servers_never_wait_longer_and_the_least_that_serve_are_the_least()
        => Gen.Select(
                Gen.Double[0.1, 200], Gen.Double[0.5, 50], Gen.Double[0, 4], Gen.Double[0, 4], Gen.Double[0.5, 0.99], Gen.Double[0, 60])
            .Sample((arrivals, rate, ca2, cs2, share, within) =>
            {
                var group = new ServerGroup(arrivals, rate, ca2, cs2);
                var least = group.LeastServers(share, within);
                Assert.True(group.Waits(least).ShareWithin(within) >= share);
                Assert.True(least == 1 || group.Waits(least - 1).ShareWithin(within) < share);
                Assert.True(group.Waits(least + 1).MeanMinutes <= group.Waits(least).MeanMinutes);
            }, iter: 500, threads: 1);
}
