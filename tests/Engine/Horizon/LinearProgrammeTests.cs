using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class LinearProgrammeTests
{
    [Fact]
    public void A_small_programme_comes_to_its_optimum_and_its_prices()
    {
        // min 2x + 3y, x + y = 4, x <= 3: x = 3, y = 1. One more unit of 4 costs 3, one more of 3 saves 1; prices have the sign reversed.
        var programme = new LinearProgramme(variables: 2, constraints: 2, periods: 1);
        (programme.Cost[0], programme.Cost[1]) = (2, 3);
        (programme.Limit[0], programme.IsEqual[0], programme.Limit[1]) = (4, true, 3);
        programme.Matrix.Add(0, 0, 1);
        programme.Matrix.Add(0, 1, 1);
        programme.Matrix.Add(1, 0, 1);

        programme.Improve(rounds: 20);

        Assert.Equal(3, programme.Point[0], 1e-3);
        Assert.Equal(1, programme.Point[1], 1e-3);
        Assert.Equal(-3, programme.Price[0], 1e-3);
        Assert.Equal(1, programme.Price[1], 1e-3);
    }

    [Fact]
    public void A_relaxed_floor_shares_people_out_in_fractions()
    {
        // Work for one and a half in each of two sectors, three people at home in the first, moves free and without loss.
        var model = new HorizonModel
        {
            Sectors = 2, Classes = 1, Buckets = 4, Rates = [10, 10], Links = [], Arrivals = [15, 15, 15, 15, 15, 15, 15, 15],
            Backlog = [0, 0], WaitCost = [1, 1], Staff = [3, 0], MoveLoss = [0, 0, 0, 0],
        };
        var relaxation = new HorizonRelaxation(model);
        relaxation.Improve(rounds: 40);
        for (var row = 1; row <= 4; row++) Assert.Equal(1.5, relaxation.Staff()[row * 2], 0.05);
    }
}
