namespace SyncOps.Engine.Horizon;

/// <summary>
/// What a roll-out looks up about a floor: links and trucks by sector, and an order of sectors in which work flows forward, so that a
/// change is followed in one pass. Where work flows in a circle the order is arbitrary and passes are repeated.
/// </summary>
internal sealed class HorizonNetwork
{
    public HorizonNetwork(HorizonModel model)
    {
        Model = model;
        var sectors = model.Sectors;
        Links = [.. model.Links.OrderBy(l => l.From).ThenBy(l => l.To)];
        FirstLink = Firsts(sectors, Links.Select(l => l.From));
        Sources = [.. model.Links.OrderBy(l => l.To).ThenBy(l => l.From).Select(l => l.From)];
        FirstSource = Firsts(sectors, model.Links.Select(l => l.To));
        CutOffs = [.. model.CutOffs.OrderBy(k => k.Sector)];
        FirstCutOff = Firsts(sectors, CutOffs.Select(k => k.Sector));
        ForwardCost = new double[sectors];
        foreach (var link in Links) ForwardCost[link.From] += link.Units * model.WaitCost[link.To];
        (SectorAt, Rank) = (new int[sectors], new int[sectors]);
        var (seen, next) = (new bool[sectors], sectors);
        for (var j = 0; j < sectors; j++) Visit(j, seen, ref next);
    }

    public HorizonModel Model { get; }

    /// <summary>Where work goes, and where it comes from, by sector; those of j stand at [First[j]] to [First[j + 1] - 1].</summary>
    public HorizonLink[] Links { get; }
    public int[] FirstLink { get; }
    public int[] Sources { get; }
    public int[] FirstSource { get; }
    public HorizonCutOff[] CutOffs { get; }
    public int[] FirstCutOff { get; }

    /// <summary>Waiting cost, at the end of the bucket in which a unit is served, of what it becomes downstream.</summary>
    public double[] ForwardCost { get; }

    /// <summary>Sectors in the order in which work flows, and the place of each in it.</summary>
    public int[] SectorAt { get; }
    public int[] Rank { get; }

    private static int[] Firsts(int sectors, IEnumerable<int> of)
    {
        var first = new int[sectors + 1];
        foreach (var sector in of) first[sector + 1]++;
        for (var j = 0; j < sectors; j++) first[j + 1] += first[j];
        return first;
    }

    // Depth first: a sector takes its place, from the end, when everything downstream of it has one.
    private void Visit(int sector, bool[] seen, ref int next)
    {
        if (seen[sector]) return;
        seen[sector] = true;
        for (var i = FirstLink[sector]; i < FirstLink[sector + 1]; i++) Visit(Links[i].To, seen, ref next);
        next--;
        (SectorAt[next], Rank[sector]) = (sector, next);
    }
}
