using NodaTime.Text;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Plans;

/// <summary>
/// The intervals of one local day, from its first instant to the next day's: 92, 96 or 100 quarter-hours. The last one is shorter where
/// the interval does not divide a day of odd length.
/// </summary>
internal sealed class PlanGrid
{
    public PlanGrid(Floor floor, string date)
    {
        Day = LocalDay.Of(LocalDatePattern.Iso.Parse(date).GetValueOrThrow(), floor.Document.TimeZone);
        Interval = floor.Document.Interval;
        Count = (int)Math.Ceiling((Day.End - Day.Start) / Interval);
    }

    public LocalDay Day { get; }
    public TimeSpan Interval { get; }
    public int Count { get; }

    public Window this[int interval]
    {
        get
        {
            var start = Day.Start + interval * Interval;
            return new Window(start, start + Interval < Day.End ? start + Interval : Day.End);
        }
    }

    /// <summary>The interval that contains an instant; -1 before the day and <see cref="Count"/> after it.</summary>
    public int IndexOf(DateTimeOffset at)
    {
        if (at < Day.Start) return -1;
        return at >= Day.End ? Count : (int)((at - Day.Start) / Interval);
    }

    /// <summary>
    /// The first instant that is not past: the start of the interval that is running. Before the day its start, after it its end.
    /// </summary>
    public DateTimeOffset OpenFrom(DateTimeOffset now) => IndexOf(now) switch
    {
        < 0 => Day.Start,
        var i when i == Count => Day.End,
        var i => this[i].Start,
    };

    /// <summary>The instant that decides who is in an interval: its middle; in the running one now, once the middle has passed.</summary>
    public DateTimeOffset ProbeOf(int interval, DateTimeOffset now)
    {
        var window = this[interval];
        var middle = window.Start + (window.End - window.Start) / 2;
        return window.Contains(now) && now > middle ? now : middle;
    }
}
