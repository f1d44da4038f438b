using System.Text.Json;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Quantities;

public class UnitsTests
{
    [Theory]
    [InlineData(1.5, 1_500_000)]
    [InlineData(0.0000005, 1)]          // half a millionth goes away from zero
    [InlineData(-0.0000005, -1)]
    [InlineData(0.1 + 0.2, 300_000)]
    public void Units_are_whole_millionths(double units, long millionths) => Assert.Equal(millionths, Units.Of(units).Millionths);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(9.1e12)]
    public void Units_that_are_not_finite_or_too_large_are_refused(double units)
        => Assert.Throws<ArgumentOutOfRangeException>(() => Units.Of(units));

    [Fact]
    public void Sums_that_pass_the_range_throw_and_never_wrap()
    {
        var (most, least) = (new Units(long.MaxValue), new Units(long.MinValue));

        Assert.Throws<OverflowException>(() => most + new Units(1));
        Assert.Throws<OverflowException>(() => least - new Units(1));
        Assert.Throws<OverflowException>(() => -least);
    }

    [Fact]
    public void Sums_do_not_depend_on_their_order()
        => Gen.Double[-1e6, 1e6].Array.Sample(amounts => Sum(amounts) == Sum(amounts.Reverse()));

    [Theory]
    [InlineData(2_000_000, "2")]
    [InlineData(1_250_001, "1.250001")]
    [InlineData(-500_000, "-0.5")]
    public void As_json_units_are_plain_numbers_and_read_back_the_same(long millionths, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(new Units(millionths), ContractJson.Options));
        Assert.Equal(new Units(millionths), JsonSerializer.Deserialize<Units>(json, ContractJson.Options));
        Assert.Equal(json, new Units(millionths).ToString());
    }

    private static Units Sum(IEnumerable<double> amounts) => amounts.Aggregate(Units.Zero, (sum, amount) => sum + Units.Of(amount));

    [Fact]
    public void Units_compare_by_amount()
    {
        var (one, two) = (Units.Of(1), Units.Of(2));

        Assert.True(one < two && two > one && one <= two && two >= one && one.CompareTo(two) < 0);
        Assert.Equal((one, two), (Units.Min(two, one), Units.Max(one, two)));
    }
}
