namespace SyncOps.Engine.Backtest.Bound;

/// <summary>The time of a case cut into slots of whole minutes, and the rates at which each sector could be served in them.</summary>
internal sealed class BoundGrid
{
    private const double MostSlots = 20_000;
    private readonly double[][] _units;
    private readonly double[][] _presence;

    /// <param name="mostCells">Slots are as short as this many steps of ways times slots allow, and no shorter than a minute.</param>
    public BoundGrid(BacktestCase @case, long mostCells)
    {
        var minutes = (@case.Period.End - @case.Period.Start).TotalMinutes;
        // A way's table begins where the first job enters it.
        var stepMinutes = @case.Jobs.GroupBy(JobWays.KeyOf, StringComparer.Ordinal)
            .Sum(g => g.First().Steps.Count * (@case.Period.End - g.Min(j => j.EntersAt)).TotalMinutes);
        Case = @case;
        SlotMinutes = (int)Math.Max(1, Math.Ceiling(Math.Max(stepMinutes / mostCells, minutes / MostSlots)));
        Cells = (long)(stepMinutes / SlotMinutes);
        Hours = SlotMinutes / 60.0;
        Slots = (int)Math.Ceiling(minutes / SlotMinutes);
        EndHours = minutes / 60;
        _presence = [.. @case.Duties.Select(Presence)];
        _units = [.. Enumerable.Range(0, @case.Floor.Sectors.Count).Select(Most)];
    }

    public BacktestCase Case { get; }
    public int SlotMinutes { get; }

    /// <summary>Steps of ways times slots.</summary>
    public long Cells { get; }

    /// <summary>Length of a slot.</summary>
    public double Hours { get; }
    public int Slots { get; }

    /// <summary>Length of the period, which may end within its last slot.</summary>
    public double EndHours { get; }

    /// <summary>Hours that a resource is at work, by slot.</summary>
    public double[] PresenceOf(int resource) => _presence[resource];

    /// <summary>Most units of one job that can be done in a sector until the start of a slot, summed from the first one on.</summary>
    public double[] UnitsUntil(int sector) => _units[sector];

    /// <summary>The slot that an instant falls into, and how many hours of it are over by then.</summary>
    public (int Slot, double OverHours) At(DateTimeOffset at)
    {
        var hours = (at - Case.Period.Start).TotalHours;
        var slot = Math.Clamp((int)Math.Floor(hours / Hours + 1e-9), 0, Slots);
        return (slot, Math.Max(0, hours - slot * Hours));
    }

    /// <summary>
    /// The rate of a resource in a sector; 0 without the skill. A skill that lapses counts as if it did not: that only helps.
    /// </summary>
    public double Rate(int resource, int sector)
    {
        var id = Case.Floor.Sectors[sector].Id;
        return Case.Floor.Resources[resource].Skills.FirstOrDefault(s => s.Sector == id)?.UnitsPerHour ?? 0;
    }

    private double[] Presence(IReadOnlyList<DutyStretch> stretches)
    {
        var hours = new double[Slots];
        foreach (var stretch in stretches)
        {
            Add(hours, stretch.Start, stretch.End, 1);
            foreach (var pause in stretch.Pauses) Add(hours, pause.Start, pause.End, -1);
        }
        for (var k = 0; k < hours.Length; k++)
            if (hours[k] < 1e-9) hours[k] = 0;
        return hours;
    }

    private void Add(double[] hours, DateTimeOffset from, DateTimeOffset until, int sign)
    {
        var (a, b) = ((from - Case.Period.Start).TotalHours, (until - Case.Period.Start).TotalHours);
        for (var k = (int)(a / Hours); k < Slots && k * Hours < b; k++)
            hours[k] += sign * Math.Max(0, Math.Min(b, (k + 1) * Hours) - Math.Max(a, k * Hours));
    }

    /// <summary>One person at a time works on a job: at most the fastest there, for as long as anybody is there.</summary>
    private double[] Most(int sector)
    {
        var sums = new double[Slots + 1];
        var able = Enumerable.Range(0, _presence.Length).Select(r => (Rate: Rate(r, sector), Hours: _presence[r]))
            .Where(r => r.Rate > 0).ToArray();
        for (var k = 0; k < Slots; k++)
        {
            var (fastest, hours, units) = (0.0, 0.0, 0.0);
            foreach (var (rate, present) in able)
            {
                if (present[k] <= 0) continue;
                fastest = Math.Max(fastest, rate);
                hours += present[k];
                units += rate * present[k];
            }
            sums[k + 1] = sums[k] + Math.Min(units, fastest * Math.Min(Hours, hours));
        }
        return sums;
    }
}
