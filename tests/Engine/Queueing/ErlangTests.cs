using SyncOps.Engine.Queueing;
using Xunit;

namespace SyncOps.Tests.Engine.Queueing;

public sealed class ErlangTests
{
    [Fact]
    public void Two_erlangs_on_three_servers_block_with_probability_four_nineteenths()    // B1 = 2/3, B2 = 2/5, B3 = 4/19
        => Assert.Equal(4.0 / 19, Erlang.BlockingProbability(OfferedLoad.Of(2), servers: 3), precision: 12);

    [Fact]
    public void Two_erlangs_on_three_servers_wait_with_probability_four_ninths()    // B = 4/19; C = B / (1 - 2/3 (1 - B)) = 4/9
        => Assert.Equal(4.0 / 9, Erlang.WaitProbability(OfferedLoad.Of(2), servers: 3), precision: 12);

    [Fact]
    public void Everyone_waits_at_full_load()
        => Assert.Equal(1, Erlang.WaitProbability(OfferedLoad.Of(3), servers: 3));

    [Fact]
    public void A_load_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OfferedLoad.Of(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => OfferedLoad.Of(-1));
    }
}
