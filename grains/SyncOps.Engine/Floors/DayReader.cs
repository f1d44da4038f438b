using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors.Rules;

namespace SyncOps.Engine.Floors;

/// <summary>Reads and checks the document of one local day against its floor.</summary>
public static class DayReader
{
    private const int MaxForecastPoints = 200_000;
    private const int MaxEntriesPerResource = 100;
    private const int MaxReasonLength = 256;

    /// <summary>
    /// The document, or null and every fault (the first <see cref="FaultList.DocumentLimit"/>). <paramref name="date"/> is the local date
    /// <c>yyyy-MM-dd</c> of the address; the floor is valid.
    /// </summary>
    public static (DayDocument? Document, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json, FloorDocument floor, string date)
    {
        var dateFaults = new FaultList();
        if (LocalDay.ReadDate(date, dateFaults) is not { } local) return (null, dateFaults.ToList());
        return JsonInput.Read(utf8Json, root =>
        {
            var day = Document(root);
            DayRules.Check(day, floor, LocalDay.Of(local, floor.TimeZone), root.Faults);
            return day;
        });
    }

    private static DayDocument Document(JsonInput day) => new()
    {
        Roster = day.OptionalList("roster", 0, FloorReader.MaxResources, Entry) ?? [],
        Forecast = day.OptionalList("forecast", 0, MaxForecastPoints, Point) ?? [],
        CutOffs = day.OptionalList("cutOffs", 0, FloorReader.MaxSectors, CutOff) ?? [],
    };

    private static RosterEntry Entry(JsonInput entry) => new()
    {
        Resource = entry.Id("resource"),
        Shifts = entry.List("shifts", 0, MaxEntriesPerResource, Shift),
        Unavailable = entry.OptionalList("unavailable", 0, MaxEntriesPerResource, absence => new Unavailability(
            absence.Instant("start"), absence.Instant("end"), absence.Text("reason", MaxReasonLength))) ?? [],
    };

    private static Shift Shift(JsonInput shift) => new()
    {
        Start = shift.Instant("start"),
        End = shift.Instant("end"),
        Breaks = shift.OptionalList("breaks", 0, MaxEntriesPerResource, b => new Break(b.Instant("start"), b.Instant("end"))) ?? [],
    };

    private static ForecastPoint Point(JsonInput point)
        => new(point.Id("sector"), point.Instant("at"), point.Number("unitsPerHour", NumberRange.UpTo(1e6)));

    private static CutOff CutOff(JsonInput cutOff) => new()
    {
        Id = cutOff.Id("id"),
        Sector = cutOff.Id("sector"),
        OrderBy = cutOff.OptionalInstant("orderBy"),
        Leaves = cutOff.Instant("leaves"),
        CostPerLateUnit = cutOff.Number("costPerLateUnit", NumberRange.NotNegative),
    };
}
