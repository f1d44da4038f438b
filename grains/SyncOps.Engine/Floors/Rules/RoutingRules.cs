using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors.Rules;

/// <summary>
/// Rules of the flow between sectors: no sector sends on more than it completes, and work that enters leaves again and does not grow.
/// </summary>
internal static class RoutingRules
{
    /// <summary>Room for the rounding of shares that were learned or typed to a few decimals.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Largest set of sectors that may all feed each other: their common gain is found by elimination, whose work is cubic.</summary>
    private const int MaxLoop = 512;

    /// <summary>How many sectors of a loop a reason names.</summary>
    private const int NamedSectors = 12;

    public static void Check(FloorDocument floor, FaultList faults)
    {
        var graph = RoutingGraph.Of(floor);
        SharesSumToAtMostOne(floor, faults);
        foreach (var loop in graph.Loops())
        {
            if (!HasExit(floor, graph, loop)) AddFault(FaultCodes.LoopWithoutExit, "Work that enters this loop can never leave it", "Let some share leave.");
            else if (loop.Count > MaxLoop) AddFault(FaultCodes.TooMany, $"{loop.Count} sectors feed each other; at most {MaxLoop} may", "Cut the loop.");
            else if (!Shrinks(graph, loop)) AddFault(FaultCodes.LoopGrows, "Work comes back from this loop as at least as much work", "Lower a share or unitsPerUnit.");

            void AddFault(string code, string what, string remedy)
                => faults.Add($"$.sectors[{loop[0]}].next", code, $"{what}: {NamesOf(floor, loop)}. {remedy}");
        }
    }

    /// <summary>The shares of a sector's next sectors sum to at most 1 (+1e-9).</summary>
    private static void SharesSumToAtMostOne(FloorDocument floor, FaultList faults)
    {
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            var sum = floor.Sectors[s].Next.Sum(n => n.Share);
            if (sum <= 1 + Tolerance) continue;
            faults.Add($"$.sectors[{s}].next", FaultCodes.SharesAboveOne,
                $"The shares sum to {sum:0.#########}; a sector cannot send on more than it completes. Lower them to a sum of at most 1.");
        }
    }

    /// <summary>From a loop some work leaves the site or goes on to a sector outside the loop.</summary>
    private static bool HasExit(FloorDocument floor, RoutingGraph graph, IReadOnlyList<int> loop)
    {
        var members = loop.ToHashSet();
        foreach (var sector in loop)
        {
            if (floor.Sectors[sector].Next.Sum(n => n.Share) < 1 - Tolerance) return true;
            if (graph.Edges(sector).Any(edge => !members.Contains(edge.To))) return true;
            if (graph.LeadsNowhere(sector)) return true;
        }
        return false;
    }

    /// <summary>
    /// Whatever enters a loop comes to a finite amount of work in all: the gain matrix (share x units per unit) of the loop has a spectral
    /// radius below 1. Sectors are eliminated one after the other; what is left on the diagonal is the gain of all the ways round through the
    /// eliminated ones back to the sector, and that must stay below 1 each time (I - G is then a non-singular M-matrix).
    /// </summary>
    private static bool Shrinks(RoutingGraph graph, IReadOnlyList<int> loop)
    {
        var n = loop.Count;
        var gain = GainMatrix(graph, loop);
        for (var k = 0; k < n; k++)
        {
            var kept = 1 - gain[k * n + k];
            if (kept <= Tolerance) return false;
            for (var i = k + 1; i < n; i++)
            {
                var through = gain[i * n + k] / kept;
                if (through == 0) continue;
                for (var j = k + 1; j < n; j++) gain[i * n + j] += through * gain[k * n + j];
            }
        }
        return true;
    }

    private static double[] GainMatrix(RoutingGraph graph, IReadOnlyList<int> loop)
    {
        var n = loop.Count;
        var place = new Dictionary<int, int>(n);
        for (var i = 0; i < n; i++) place[loop[i]] = i;
        var gain = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            foreach (var edge in graph.Edges(loop[i]))
            {
                if (place.TryGetValue(edge.To, out var j)) gain[i * n + j] += edge.Gain;
            }
        }
        return gain;
    }

    private static string NamesOf(FloorDocument floor, IReadOnlyList<int> loop)
    {
        var names = string.Join(", ", loop.Take(NamedSectors).Select(s => floor.Sectors[s].Id));
        return loop.Count > NamedSectors ? $"{names} and {loop.Count - NamedSectors} more" : names;
    }
}
