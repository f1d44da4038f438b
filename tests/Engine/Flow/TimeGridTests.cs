using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class TimeGridTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(12.25)]
    [InlineData(60)]
    [InlineData(92)]        // within a step of five minutes
    [InlineData(240)]
    public void Hours_of_what_is_linear_are_exact_until_any_minute(double until)
    {
        var grid = new TimeGrid(TimeSpan.FromHours(4));
        var line = grid.Edges.ToArray().Select(t => 3 + 2 * t).ToArray();
        Assert.Equal((3 * until + until * until) / 60, TimeGrid.Hours(line[0], line.AsSpan(1), grid.EdgeHours(until)), precision: 9);
    }
}
