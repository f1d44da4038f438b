using SyncOps.Engine.Estimation;
using Xunit;

namespace SyncOps.Tests.Engine.Estimation;

/// <summary>30, 20 and 10 units in the half hours from 12:00 on.</summary>
public sealed class RecentArrivalsTests
{
    private static readonly RecentArrivals Recent = new(TestFloor.At(0), [30.0, 20.0, 10.0]);

    [Fact]
    public void What_came_after_an_instant_is_counted_from_it_on()
    {
        Assert.Equal(60, Recent.After(TestFloor.At(0)));
        Assert.Equal(30, Recent.After(TestFloor.At(30)));
        Assert.Equal(10 + 10, Recent.After(TestFloor.At(45))!.Value, 9);     // half of the second half hour, and the third
        Assert.Equal(0, Recent.After(TestFloor.At(90)));
    }

    [Fact]
    public void Before_the_first_half_hour_nothing_is_known() => Assert.Null(Recent.After(TestFloor.At(-1)));
}
