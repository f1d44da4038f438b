using CsCheck;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;
using Xunit;

namespace SyncOps.Tests.Engine.Flow;

/// <summary>What holds with every combination of the optional capacity fields.</summary>
public sealed class CapacityFieldLaws
{
    private const int Sectors = 4;
    private const int People = 3;

    /// <summary>One draw per sector of every field; 0 leaves the field out.</summary>
    private sealed record Drawn(
        int[] Backlogs, int[] Outside, int[] Rates, int[] Shares, int[] Delays, int[] Stations, int[] Crews, int[] Equipment, int[] Ramps,
        int[] Machines, int[] Batches, int[] Buffers, int[] Others);

    private static readonly Gen<Drawn> Floors = Gen.Select(
        Gen.Select(Gen.Int[0, 300].Array[Sectors], Gen.Int[0, 200].Array[Sectors], Gen.Int[1, 90].Array[Sectors * People],
            Gen.Int[0, 100].Array[Sectors * Sectors], Gen.Int[0, 15].Array[Sectors * Sectors]),
        Gen.Select(Gen.Int[0, 3].Array[Sectors], Gen.Int[0, 3].Array[Sectors], Gen.Int[0, 2].Array[Sectors], Gen.Int[0, 20].Array[Sectors]),
        Gen.Select(Gen.Int[0, 150].Array[Sectors], Gen.Int[0, 30].Array[Sectors], Gen.Int[0, 60].Array[Sectors],
            Gen.Int[0, 7].Array[Sectors]),
        (work, staff, flow) => new Drawn(
            work.Item1, work.Item2, work.Item3, work.Item4, work.Item5, staff.Item1, staff.Item2, staff.Item3, staff.Item4,
            flow.Item1, flow.Item2, flow.Item3, flow.Item4));

    private static TestFloor Floor(Drawn d, Func<SectorSpec, SectorSpec>? with = null, bool loops = true, bool delays = true)
    {
        var floor = new TestFloor().Pool("tool", 4);
        for (var s = 0; s < Sectors; s++)
        {
            var i = s;
            var routes = Enumerable.Range(0, Sectors).Where(to => d.Shares[s * Sectors + to] > 40 && (loops ? to != s : to > s))
                .Select(to => s * Sectors + to)
                .Select(r => TestFloor.To($"s{r % Sectors}", d.Shares[r] / 401.0, 1.5, delays ? d.Delays[r] / 2.0 : 0));
            floor.Sector($"s{s}", with: spec => (with ?? (x => x))(Spec(d, i, spec)), next: [.. routes])
                .Load($"s{s}", d.Backlogs[s], d.Outside[s], completions: d.Rates[s]);
            for (var p = 0; p < People; p++)
            {
                floor.Resource($"r{s}{p}", ($"s{s}", d.Rates[s * People + p]), ($"s{(s + 1) % Sectors}", 30))
                    .Present($"r{s}{p}", $"s{s}").Shift($"r{s}{p}", -30, 150 + 20 * p, (20, 35.5));
            }
        }
        return floor;
    }

    private static SectorSpec Spec(Drawn d, int s, SectorSpec spec) => spec with
    {
        Stations = d.Stations[s] > 0 ? d.Stations[s] : null,
        Crew = d.Crews[s] > 0 ? new Crew(d.Crews[s], 1) : null,
        Equipment = d.Equipment[s] > 0 ? [new EquipmentNeed("tool", d.Equipment[s])] : [],
        RampMinutes = d.Ramps[s],
        MachineUnitsPerHour = d.Machines[s] > 40 ? d.Machines[s] : null,
        Batch = d.Batches[s] > 15 ? new BatchRule(d.Batches[s], 45) : null,
        BufferUnits = d.Buffers[s] > 20 ? d.Buffers[s] : null,
        Release = (d.Others[s] & 1) > 0 ? ReleaseRule.Gated : ReleaseRule.Push,
        Variability = (d.Others[s] & 2) > 0 ? new Variability(1, 1.5) : null,
        ServiceTarget = (d.Others[s] & 4) > 0 ? new ServiceTarget(0.8, 10) : null,
    };

    private static readonly PlannedMove Move = new(Resource: 0, From: 0, To: 1, DepartMinutes: 3.3, ArriveMinutes: 9.9);

    [Fact]
    public void Work_is_conserved_and_no_backlog_is_negative() => Floors.Sample(d =>
    {
        var run = Floor(d).Run(Move);
        for (var s = 0; s < Sectors; s++)
        {
            Assert.Equal(run.StartBacklog(s) + Sum(run.Arrived(s)), Sum(run.Served(s)) + run.Backlog(s)[^1], 1e-6);
            for (var t = 0; t < run.Grid.Steps; t++)
            {
                Assert.True(run.Backlog(s)[t] >= -1e-9);
                Assert.True(run.Served(s)[t] >= 0);
                Assert.InRange(run.Waits(s)[t], 0, 240);
            }
        }
    }, iter: 400, threads: 1);

    [Fact]
    public void Held_up_work_is_not_lost_on_the_way() => Floors.Sample(d =>
    {
        // Without loops and delays what leaves is there in the same step; the rest of the arrivals is the outside's.
        var (floor, run) = (Floor(d, loops: false, delays: false).Floor(), Floor(d, loops: false, delays: false).Run(Move));
        var free = new TestFloor();
        for (var s = 0; s < Sectors; s++) free.Sector($"s{s}").Load($"s{s}", d.Backlogs[s], d.Outside[s]);
        var outside = free.Run();
        for (var t = 0; t < run.Grid.Steps; t++)
        {
            for (var s = 0; s < Sectors; s++)
            {
                var sent = 0.0;
                for (var from = 0; from < s; from++)
                    foreach (var route in floor.Sectors[from].Next)
                        if (route.To == $"s{s}") sent += run.Served(from)[t] * route.Share * route.UnitsPerUnit;
                Assert.Equal(outside.Arrived(s)[t] + sent, run.Arrived(s)[t], 1e-6);
            }
        }
    }, iter: 300, threads: 1);

    [Fact]
    public void Stations_and_machines_are_never_exceeded() => Floors.Sample(d =>
    {
        var run = Floor(d).Run(Move);
        for (var s = 0; s < Sectors; s++)
        {
            var fastest = Enumerable.Range(0, People).Select(p => (double)d.Rates[s * People + p]).Append(30).Max();
            for (var t = 0; t < run.Grid.Steps; t++)
            {
                var hours = run.Grid.Length(t) / 60;
                if (d.Stations[s] > 0) Assert.True(run.Capacity(s)[t] <= d.Stations[s] * fastest * hours + 1e-9);
                if (d.Machines[s] > 40) Assert.True(run.Capacity(s)[t] <= d.Machines[s] * hours + 1e-9);
            }
        }
    }, iter: 300, threads: 1);

    [Fact]
    public void Buffers_that_only_upstream_fills_are_never_exceeded() => Floors.Sample(d =>
    {
        var run = Floor(d with { Batches = new int[Sectors] }, loops: false)
            .Load("s0", d.Backlogs[0], d.Outside[0], completions: 0).Load("s1").Load("s2").Load("s3").Run(Move);
        for (var s = 1; s < Sectors; s++)
            for (var t = 0; t < run.Grid.Steps && d.Buffers[s] > 20; t++) Assert.True(run.Backlog(s)[t] <= d.Buffers[s] + 1e-6);
    }, iter: 400, threads: 1);

    [Fact]
    public void Batches_leave_in_whole_multiples_but_when_the_clock_lets_the_rest_go() => Floors.Sample(d =>
    {
        // Without buffers, which may let only part of a batch go on. Now is 12:00 and batches are due every 45 min.
        var run = Floor(d with { Buffers = new int[Sectors] }).Run(Move);
        for (var s = 0; s < Sectors; s++)
        {
            for (var t = 0; t < run.Grid.Steps && d.Batches[s] > 15; t++)
            {
                var batches = run.Served(s)[t] / d.Batches[s];
                var isDue = Math.Floor(run.Grid.Edges[t + 1] / 45 + 1e-9) > Math.Floor(run.Grid.Edges[t] / 45 + 1e-9);
                if (!isDue) Assert.Equal(Math.Round(batches), batches, 1e-6);
            }
        }
    }, iter: 300, threads: 1);

    [Fact]
    public void More_staff_never_serve_less_where_no_tools_are_shared_and_nothing_is_held_up() => Floors.Sample(d =>
    {
        // Crews, stations, ramps, machines and variability stay. Shared tools may go to slower hands; a gate or a batch may hold work
        // until after the horizon; and with finite buffers a faster sector may take the room of another.
        Func<SectorSpec, SectorSpec> with = s => s with { Equipment = [], Batch = null, Release = ReleaseRule.Push, BufferUnits = null };
        var floor = Floor(d, with, loops: false).Resource("x", ("s2", 50));
        var before = floor.Run();
        var after = floor.Present("x", "s2").Run();
        for (var s = 0; s < Sectors; s++) Assert.True(after.ServedUntil(s, 240) >= before.ServedUntil(s, 240) - 1e-6);
    }, iter: 300, threads: 1);

    [Fact]
    public void In_a_line_with_buffers_more_staff_never_serve_less() => Floors.Sample(d =>
    {
        Func<SectorSpec, SectorSpec> with = s => s with { Equipment = [], Batch = null, Release = ReleaseRule.Push };
        var line = d with { Shares = [.. Enumerable.Range(0, Sectors * Sectors).Select(i => i % Sectors == i / Sectors + 1 ? 100 : 0)] };
        var floor = Floor(line, with, loops: false).Resource("x", ("s2", 50));
        var before = floor.Run();
        var after = floor.Present("x", "s2").Run();
        for (var s = 0; s < Sectors; s++) Assert.True(after.ServedUntil(s, 240) >= before.ServedUntil(s, 240) - 1e-6);
    }, iter: 300, threads: 1);

    private static double Sum(ReadOnlySpan<double> units)
    {
        var sum = 0.0;
        foreach (var unit in units) sum += unit;
        return sum;
    }
}
