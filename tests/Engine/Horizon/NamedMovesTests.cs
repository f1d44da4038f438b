using SyncOps.Engine.Horizon;
using Xunit;

namespace SyncOps.Tests.Engine.Horizon;

public sealed class NamedMovesTests
{
    private static readonly (int, int)[] ThreeInPick = [(0, 0), (0, 0), (0, 0)];

    [Fact]
    public void The_cheapest_choice_of_all_wins_over_the_cheapest_first()
    {
        // Anna costs 1 to pack and 5 to ship, Ben 2 and 9, Cora 8 and 8: Anna first would cost 1 + 8, Ben to pack and Anna to ship 2 + 5.
        double[][] costs = [[1, 5], [2, 9], [8, 8]];
        var named = NamedMoves.Choose(
            [new HorizonMove(0, 0, 1, 1), new HorizonMove(0, 0, 2, 1)], ThreeInPick, (person, to) => costs[person][to - 1]);
        Assert.Equal([new NamedMove(1, 1), new NamedMove(0, 2)], named);
    }

    [Fact]
    public void Only_people_of_the_class_who_are_in_the_sector_go()
    {
        var named = NamedMoves.Choose([new HorizonMove(1, 2, 0, 1)], [(0, 2), (1, 0), (1, 2)], (_, _) => 1);
        Assert.Equal([new NamedMove(2, 0)], named);
    }

    [Fact]
    public void More_than_are_there_cannot_go()
        => Assert.Throws<ArgumentException>(() => NamedMoves.Choose([new HorizonMove(0, 0, 1, 4)], ThreeInPick, (_, _) => 1));
}
