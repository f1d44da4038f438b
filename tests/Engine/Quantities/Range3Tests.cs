using CsCheck;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Quantities;

public class Range3Tests
{
    [Fact]
    public void Outcomes_in_any_order_give_the_percentiles_between_the_middles_of_their_shares()
    {
        // Five outcomes stand for 10, 30, 50, 70 and 90 %: 20 % is half way between the first two, 80 % between the last two.
        Assert.Equal(new Range3(15, 30, 70), Range3.Of([90, 10, 30, 20, 50]));
        Assert.Equal(Range3.Certain(7), Range3.Of([7]));
        Assert.Equal(new Range3(1, 1.5, 2), Range3.Of([2, 1]));
    }

    [Fact]
    public void Rounding_is_away_from_zero()
        => Assert.Equal(new Range3(-0.3, 0.3, 1), new Range3(-0.25, 0.25, 0.96).Rounded(1));

    [Fact]
    public void Ranges_add_percentile_by_percentile()
        => Assert.Equal(new Range3(3, 4, 5), new Range3(1, 2, 3) + Range3.Certain(2));
}
