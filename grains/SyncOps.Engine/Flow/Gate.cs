namespace SyncOps.Engine.Flow;

/// <summary>
/// The rope of drum-buffer-rope (E. M. Goldratt and R. E. Fox, The Race, 1986): a gated sector lets work go only while what lies between
/// it and a drum is less than the drum can do within its target wait. Every sector downstream is a drum; the slowest decides.
/// </summary>
/// <param name="Sector">The gated sector.</param>
/// <param name="Drum">The sector whose work it limits.</param>
/// <param name="UnitsPerUnit">Units at the drum of one unit let go.</param>
/// <param name="BufferMinutes">The time buffer: the drum's target wait.</param>
/// <param name="Between">Sectors after the gate, and the drum's units that a unit in or on the way to each of them becomes.</param>
internal sealed record Gate(
    int Sector, int Drum, double UnitsPerUnit, double BufferMinutes, (int Sector, double Units)[] Between)
{
    /// <summary>Every gate and drum of a floor, by sector; empty where nothing is gated, or gates are left to advice.</summary>
    public static Gate[] Of(Floors.Floor floor, FlowNetwork network)
    {
        var gates = new List<Gate>();
        if (floor.Document.Policy.Gates == Floors.GateControl.Advice) return [];
        for (var s = 0; s < floor.Sectors.Count; s++)
        {
            if (floor.Sectors[s].Release != Floors.ReleaseRule.Gated) continue;
            var after = network.DownstreamOf([s]);
            after[s] = false;
            for (var drum = 0; drum < after.Length; drum++)
            {
                if (!after[drum]) continue;
                var units = network.UnitsAt(drum);
                var between = Enumerable.Range(0, after.Length).Where(i => after[i] && units[i] > 0).Select(i => (i, units[i]));
                if (units[s] > 0) gates.Add(new Gate(s, drum, units[s], floor.Sectors[drum].TargetWaitMinutes, [.. between]));
            }
        }
        return [.. gates];
    }
}
