using SyncOps.Engine.Flow;

namespace SyncOps.Engine.Reallocation;

/// <summary>
/// Some people of one sector, alike in their rates, who could be moved to another for a while or for the rest of their shifts.
/// </summary>
/// <param name="People">Who could go, best first; options of the same people differ in how many go and how long they stay.</param>
/// <param name="Count">How many go, from 1.</param>
/// <param name="StayMinutes">How long they work there; infinity: to the end of their shifts.</param>
internal sealed record MoveOption(IReadOnlyList<Candidate> People, int To, int Count, double StayMinutes)
{
    public int From => People[0].From;

    /// <summary>The moves, begun so many minutes from now and ending as if begun now; null when no stay would be left.</summary>
    public PlannedMove[]? Moves(SiteSnapshot site, double delayMinutes = 0)
    {
        var (there, back) = (site.TravelMinutes(From, To), site.TravelMinutes(To, From));
        if (StayMinutes <= delayMinutes) return null;
        var until = double.IsInfinity(StayMinutes) ? StayMinutes : RoundUp(site, there + StayMinutes);
        var moves = new PlannedMove[Count];
        for (var i = 0; i < Count; i++)
        {
            moves[i] = new PlannedMove(
                People[i].Resource, From, To, delayMinutes, delayMinutes + there, until, until + back);
        }
        return moves;
    }

    // Times that people can keep: multiples of a decision interval.
    private static double RoundUp(SiteSnapshot site, double minutes)
    {
        var every = site.Floor.Document.DecideEvery.Ticks;
        var at = site.Now.AddMinutes(minutes).UtcTicks;
        return (double)((at + every - 1) / every * every - site.Now.UtcTicks) / TimeSpan.TicksPerMinute;
    }
}
