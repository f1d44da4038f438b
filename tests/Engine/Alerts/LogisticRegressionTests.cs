using SyncOps.Engine.Alerts;
using Xunit;

namespace SyncOps.Tests.Engine.Alerts;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Two_groups_get_their_own_shares()
    {
        // 1 of 4 with x = 0, 3 of 4 with x = 1: b_0 = ln(1/3), b_1 = 2 ln 3; the ridge of 1e-9 moves neither in 6 digits.
        double[][] rows = [[0], [0], [0], [0], [1], [1], [1], [1]];
        bool[] events = [true, false, false, false, true, true, true, false];

        var model = LogisticRegression.Fit(rows, events, ridge: 1e-9);

        Assert.Equal(-1.098612, model.Weights[0], precision: 6);
        Assert.Equal(2.197225, model.Weights[1], precision: 6);
        Assert.Equal(0.75, model.Probability([1.0]), precision: 6);
    }

    [Fact]
    public void Separable_rows_still_have_a_finite_answer()
    {
        var model = LogisticRegression.Fit([[-1], [1]], [false, true]);

        Assert.InRange(model.Weights[1], 1, 20);
        Assert.InRange(model.Probability([1.0]), 0.9, 1);
    }

    [Fact]
    public void A_ridge_of_nothing_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegression.Fit([[1]], [true], ridge: 0));
}
