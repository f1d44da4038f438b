using CsCheck;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Quantities;

public class Range3Tests
{
    [Fact]
    public void Whichever_outcome_was_worst_the_percentiles_rise()
        => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Sample((a, b, c) =>
        {
            var sorted = new double[] { a, b, c }.Order().ToArray();
            return Range3.Ordered(a, b, c) == new Range3(sorted[0], sorted[1], sorted[2]);
        });

    [Fact]
    public void Rounding_is_away_from_zero()
        => Assert.Equal(new Range3(-0.3, 0.3, 1), new Range3(-0.25, 0.25, 0.96).Rounded(1));

    [Fact]
    public void Ranges_add_percentile_by_percentile()
        => Assert.Equal(new Range3(3, 4, 5), new Range3(1, 2, 3) + Range3.Certain(2));
}
