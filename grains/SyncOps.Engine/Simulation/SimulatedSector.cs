using SyncOps.Engine.Sectors;

namespace SyncOps.Engine.Simulation;

/// <summary>
/// The queue of one sector in a simulation, in whole units, first in first out. Always:
/// <see cref="Backlog"/> = <see cref="Arrived"/> - <see cref="Completed"/> - <see cref="Removed"/>.
/// </summary>
public sealed class SimulatedSector
{
    private double _progress;

    public SimulatedSector(string id) => Id = id;

    public string Id { get; }
    public long Arrived { get; private set; }
    public long Completed { get; private set; }
    public long Removed { get; private set; }
    public long Backlog => Arrived - Completed - Removed;

    /// <summary>Goes on from the totals of a site, in whole units; what was adjusted counts as arrived.</summary>
    internal void TakeUp(WorkTotals totals)
    {
        Arrived = Whole(totals.Arrived + totals.Adjusted);
        Completed = Whole(totals.Completed);
        Removed = Whole(totals.Removed);

        static long Whole(Units units) => (long)Math.Floor(units.Value);
    }

    internal void Arrive(long units) => Arrived += units;

    /// <summary>
    /// Works for a tick and returns the units completed. A person works on one unit at a time, so fewer units than people leave people
    /// idle; work begun on a unit is kept, idle time is not.
    /// </summary>
    internal long Serve(double units, int staff)
    {
        if (Backlog <= 0)
        {
            _progress = 0;
            return 0;
        }
        _progress += units * Math.Min(1, (double)Backlog / Math.Max(staff, 1));
        var done = Math.Min((long)_progress, Backlog);
        _progress = Math.Min(_progress - done, 1);
        Completed += done;
        return done;
    }

    internal long Clear()
    {
        var left = Math.Max(0, Backlog);
        Removed += left;
        _progress = 0;
        return left;
    }
}
