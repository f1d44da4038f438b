using SyncOps.Engine.Horizon;
using SyncOps.Engine.Simulation;

namespace SyncOps.Tests.Engine.Horizon;

/// <summary>Small floors over a horizon.</summary>
internal static class HorizonFloors
{
    /// <summary>Two sectors in a line, pick and then pack, two workers in pick at 10 units a bucket in both, three buckets.</summary>
    public static HorizonModel Line(double[] backlog, double moveCost = 0) => new()
    {
        Sectors = 2, Classes = 1, Buckets = 3, Rates = [10, 10], Links = [new HorizonLink(0, 1, 1)], Arrivals = new double[6],
        Backlog = backlog, WaitCost = [1, 1], Staff = [2, 0], MoveCost = moveCost,
    };

    /// <summary>A drawn floor on which work goes down a line, a unit costs the same wherever it waits, and so does every move.</summary>
    public static HorizonModel Uniform(int seed)
    {
        var drawn = Drawn(seed);
        return new HorizonModel
        {
            Sectors = drawn.Sectors, Classes = drawn.Classes, Buckets = drawn.Buckets, Rates = drawn.Rates, Staff = drawn.Staff,
            Links = [.. Enumerable.Range(0, drawn.Sectors - 1).Select(j => new HorizonLink(j, j + 1, 1))], Arrivals = drawn.Arrivals,
            Backlog = drawn.Backlog, WaitCost = [.. Enumerable.Repeat(2.0, drawn.Sectors)], MoveCost = drawn.MoveCost,
            Attendance = drawn.Attendance,
        };
    }

    /// <summary>A floor with everything in it, drawn from a seed: classes, shares, attendance, limits, trucks, short ways.</summary>
    public static HorizonModel Drawn(int seed)
    {
        var random = RandomStream.For((ulong)seed, "floor");
        var (sectors, classes, buckets) = (2 + Below(4), 1 + Below(3), 3 + Below(8));
        var rates = Fill(classes * sectors, () => random.Chance(0.2) ? 0 : 5 + Below(20));
        for (var c = 0; c < classes; c++) rates[c * sectors] = 8;
        var staff = new int[classes * sectors];
        for (var c = 0; c < classes; c++) staff[c * sectors] = 1 + Below(4);
        return new HorizonModel
        {
            Sectors = sectors, Classes = classes, Buckets = buckets, Rates = rates, Staff = staff, MoveCost = Below(10),
            Links =
            [
                .. Enumerable.Range(0, sectors - 1).Select(j => new HorizonLink(j, j + 1, 0.5 + random.Uniform())),
                // Some of the work comes back.
                .. random.Chance(0.3) ? [new HorizonLink(sectors - 1, Below(sectors), 0.4)] : Array.Empty<HorizonLink>(),
            ],
            Arrivals = Fill(sectors * buckets, () => Below(25)), Backlog = Fill(sectors, () => Below(40)),
            WaitCost = Fill(sectors, () => 0.5 + random.Uniform()),
            MoveLoss = random.Chance(0.5) ? Fill(sectors * sectors, random.Uniform) : null,
            Attendance = random.Chance(0.5) ? Fill(classes * buckets, () => random.Chance(0.2) ? 0.5 : 1) : null,
            MinStaff = random.Chance(0.3) ? [.. Enumerable.Range(0, sectors).Select(j => j == 0 ? 1 : 0)] : null,
            MaxStaff = random.Chance(0.3) ? [.. Enumerable.Repeat(4, sectors)] : null,
            CutOffs = [.. Enumerable.Range(0, Below(3))
                .Select(_ => new HorizonCutOff(Below(sectors), Below(buckets), Below(60), Below(9)))],
        };

        int Below(int limit) => (int)(random.Uniform() * limit);

        static double[] Fill(int length, Func<double> draw) => [.. Enumerable.Range(0, length).Select(_ => draw())];
    }
}
