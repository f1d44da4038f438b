using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Backtest.Plant;

/// <summary>Who and what is in one sector.</summary>
internal sealed class PlantSector(SectorSpec spec)
{
    /// <summary>Nobody is working on these.</summary>
    public SortedSet<WorkVisit> Waiting { get; } = new(WorkVisit.FirstCome);

    /// <summary>Indices of those who are here or on the way, in the order in which they set off.</summary>
    public List<int> People { get; } = [];
    public int InService { get; set; }

    /// <summary>Work places bound what is worked on at once, and so does the most people that may work here.</summary>
    public int MostInService { get; } = Math.Min(spec.Stations ?? int.MaxValue, spec.MaxStaff ?? int.MaxValue);
}
