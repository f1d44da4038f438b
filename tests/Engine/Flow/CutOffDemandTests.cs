using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Sectors;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

public sealed class CutOffDemandTests
{
    [Theory]
    [InlineData(Discipline.Fifo, 40)]          // all 100 before the truck, 60 done in the hour
    [InlineData(Discipline.Edd, 10)]           // 30 are due after it and let the others pass
    [InlineData(Discipline.Priority, 40)]      // as first in, first out
    public void With_the_earliest_due_first_later_work_lets_the_trucks_pass(Discipline discipline, double late)
    {
        var floor = new TestFloor().Sector("pack", target: 200, s => s with { Discipline = discipline })
            .Resource("p", ("pack", 60)).Present("p", "pack").CutOff("pack", leaves: 60, costPerLateUnit: 5, orderBy: 0)
            .Load("pack", backlog: 100, with: load => load with
            {
                ByDue = [new DueBacklog(TestFloor.At(50), Units.Of(20)), new DueBacklog(TestFloor.At(90), Units.Of(30))],
            });

        Assert.Equal(late, ScenarioSet.Of(floor.Projector())[0].LateUnits, 9);
    }
}
