using SyncOps.Engine.Simulation;
using Xunit;

namespace SyncOps.Tests.Engine.Simulation;

public class RandomStreamTests
{
    [Fact]
    public void The_generator_is_PCG_XSH_RR_with_the_published_first_outputs_of_start_42_sequence_54()
    {
        var stream = new RandomStream(42, 54);

        uint[] drawn = [.. Enumerable.Range(0, 6).Select(_ => stream.NextUInt32())];

        Assert.Equal([0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e], drawn);
    }

    [Fact]
    public void One_purpose_and_seed_repeat_their_draws_and_any_other_purpose_or_seed_differs()
    {
        static uint[] Draw(ulong seed, string purpose)
        {
            var stream = RandomStream.For(seed, purpose);
            return [.. Enumerable.Range(0, 8).Select(_ => stream.NextUInt32())];
        }

        Assert.Equal(Draw(7, "rate/pick"), Draw(7, "rate/pick"));
        Assert.NotEqual(Draw(7, "rate/pick"), Draw(7, "rate/pack"));
        Assert.NotEqual(Draw(7, "rate/pick"), Draw(8, "rate/pick"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-5.325443786982249)]
    [InlineData(-16.0)]
    [InlineData(88.7)]
    public void The_portable_exponential_agrees_with_the_platforms_to_13_digits(double x)
        => Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 13);

    [Theory]
    [InlineData(1e-300)]
    [InlineData(0.1)]
    [InlineData(0.75)]
    [InlineData(1.5)]
    [InlineData(2.0)]
    [InlineData(123456.789)]
    public void The_portable_logarithm_agrees_with_the_platforms_to_13_digits(double x)
        => Assert.Equal(1, PortableMath.Log(x) / Math.Log(x), 13);

    [Fact]
    public void Functions_refuse_what_they_are_not_defined_for()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Exp(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, 1).Poisson(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1, 1).Factor(1.5));
        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Log(1));
    }

    // 40,000 draws: the mean has a standard error of sd/200; five of them are allowed. The variance of a variance is about 2 sd^4 / n
    // for these laws (a little more for skewed ones), so 5 % is beyond five standard errors for all of them.
    [Theory]
    [InlineData("uniform", 0.5, 1.0 / 12)]
    [InlineData("normal", 0, 1)]
    [InlineData("gamma", 4, 4)]             // shape 4, scale 1: mean 4, variance 4
    [InlineData("factor", 1, 0.04)]         // cv 0.2: variance 0.04
    [InlineData("poisson", 40.5, 40.5)]     // drawn in three parts
    [InlineData("exponential", 1, 1)]
    [InlineData("below", 2.5, 35.0 / 12)]   // a die from 0: (36 - 1) / 12
    [InlineData("binomial", 3, 2.1)]        // 10 trials of 0.3: 10 x 0.3 x 0.7
    public void Draws_have_the_mean_and_variance_of_their_law(string law, double mean, double variance)
    {
        const int Draws = 40_000;
        var stream = RandomStream.For(2026, law);
        double sum = 0, squares = 0;
        for (var i = 0; i < Draws; i++)
        {
            var x = law switch
            {
                "uniform" => stream.Uniform(),
                "normal" => stream.Normal(),
                "gamma" => stream.Gamma(4),
                "factor" => stream.Factor(0.2),
                "poisson" => stream.Poisson(40.5),
                "exponential" => stream.Exponential(),
                "below" => stream.Below(6),
                _ => stream.Binomial(10, 0.3),
            };
            sum += x;
            squares += (x - mean) * (x - mean);
        }
        Assert.InRange(sum / Draws - mean, -5 * Math.Sqrt(variance) / 200, 5 * Math.Sqrt(variance) / 200);
        Assert.InRange(squares / Draws / variance, 0.95, 1.05);
    }
}
