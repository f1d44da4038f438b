using System.Text.Json;
using SyncOps.Engine.Floors;

namespace SyncOps.Engine.Simulation;

/// <summary>Reads a scenario and checks it against the floor it is for. Every fault is listed, with its JSON path.</summary>
public static class ScenarioReader
{
    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <summary>The scenario, or the refusal that lists what is wrong with it.</summary>
    public static Outcome<FloorScenario> Read(string json, Floor floor)
    {
        FloorScenario? scenario;
        try
        {
            scenario = JsonSerializer.Deserialize<FloorScenario>(json, Options);
        }
        catch (JsonException fault)
        {
            return Refusal.Invalid(new Fault(fault.Path ?? "$", "json", fault.Message));
        }
        if (scenario is null) return Refusal.Invalid(new Fault("$", "json", "The scenario is null; expected an object."));
        var faults = Check(scenario, floor);
        return faults.Count == 0 ? scenario : Refusal.Invalid(faults);
    }

    /// <summary>What is wrong with a scenario for a floor; empty when nothing is.</summary>
    public static IReadOnlyList<Fault> Check(FloorScenario scenario, Floor floor)
    {
        var faults = new List<Fault>();
        if (scenario.Closes <= scenario.Opens)
            faults.Add(new Fault("$.closes", "order", $"{scenario.Closes:HH:mm} is not after opens {scenario.Opens:HH:mm}."));
        if (scenario.Clears <= scenario.Closes)
            faults.Add(new Fault("$.clears", "order", $"{scenario.Clears:HH:mm} is not after closes {scenario.Closes:HH:mm}."));
        Share(faults, "$.absence", scenario.Absence);
        Share(faults, "$.rates.sectorDayCv", scenario.Rates.SectorDayCv);
        Share(faults, "$.rates.halfHourSd", scenario.Rates.HalfHourSd);
        Share(faults, "$.rates.halfHourCorrelation", scenario.Rates.HalfHourCorrelation);
        Range(faults, "$.breaks.groups", scenario.Breaks.Groups, 1, 10);
        for (var i = 0; i < scenario.Breaks.Times.Count; i++)
            Range(faults, $"$.breaks.times[{i}].minutes", scenario.Breaks.Times[i].Minutes, 1, 120);
        for (var i = 0; i < scenario.Arrivals.Count; i++) CheckArrivals(faults, $"$.arrivals[{i}]", scenario, scenario.Arrivals[i], floor);
        for (var i = 0; i < scenario.Trucks.Count; i++) CheckTruck(faults, $"$.trucks[{i}]", scenario.Trucks[i], floor);
        for (var i = 0; i < scenario.Shocks.Count; i++) CheckShock(faults, $"$.shocks[{i}]", scenario, scenario.Shocks[i], floor);
        for (var i = 0; i < scenario.FirstDay.Count; i++) CheckShock(faults, $"$.firstDay[{i}]", scenario, scenario.FirstDay[i], floor);
        return faults;
    }

    private static void CheckArrivals(List<Fault> faults, string path, FloorScenario scenario, ArrivalProcess process, Floor floor)
    {
        Sector(faults, $"{path}.sector", process.Sector, floor);
        Range(faults, $"{path}.perHour", process.PerHour, 0, 1e6);
        Range(faults, $"{path}.unitsEach", process.UnitsEach, 1, 1e3);
        Share(faults, $"{path}.dayCv", process.DayCv);
        Share(faults, $"{path}.halfHourCv", process.HalfHourCv);
        Range(faults, $"{path}.overnight.mean", process.Overnight.Mean, 0, RandomStream.MaxPoissonMean);
        Share(faults, $"{path}.overnight.cv", process.Overnight.Cv);
        Range(faults, $"{path}.shape.level", process.Shape.Level, 1e-3, 1e3);
        for (var i = 0; i < process.Shape.Peaks.Count; i++)
        {
            Range(faults, $"{path}.shape.peaks[{i}].height", process.Shape.Peaks[i].Height, 0, 1e3);
            Range(faults, $"{path}.shape.peaks[{i}].widthHours", process.Shape.Peaks[i].WidthHours, 0.1, 24);
        }
        var from = process.From ?? scenario.Opens;
        var until = process.Until ?? scenario.Closes;
        if (from < scenario.Opens || until > scenario.Closes || until <= from)
        {
            faults.Add(new Fault($"{path}.until", "order",
                $"{from:HH:mm}-{until:HH:mm} is not a period within {scenario.Opens:HH:mm}-{scenario.Closes:HH:mm}."));
        }
    }

    private static void CheckTruck(List<Fault> faults, string path, Truck truck, Floor floor)
    {
        Sector(faults, $"{path}.sector", truck.Sector, floor);
        Range(faults, $"{path}.costPerLateUnit", truck.CostPerLateUnit, 0, 1e6);
        if (truck.Leaves <= truck.OrderBy)
            faults.Add(new Fault($"{path}.leaves", "order", $"{truck.Leaves:HH:mm} is not after orderBy {truck.OrderBy:HH:mm}."));
    }

    private static void CheckShock(List<Fault> faults, string path, FloorScenario scenario, Shock shock, Floor floor)
    {
        Share(faults, $"{path}.probability", shock.Probability);
        Share(faults, $"{path}.share", shock.Share);
        Range(faults, $"{path}.factor", shock.Factor, 0, 10);
        if (shock.Kind != ShockKind.Absence)
            Range(faults, $"{path}.hours", shock.Hours, 0.1, (scenario.Closes - scenario.Opens).TotalHours);
        if (shock.Kind == ShockKind.Breakdown) Sector(faults, $"{path}.sector", shock.Sector, floor);
        if (shock.Kind == ShockKind.Surge && scenario.Arrivals.All(a => a.Id != shock.Arrivals))
        {
            faults.Add(new Fault(
                $"{path}.arrivals", "unknown", $"There is no arrival process '{shock.Arrivals}'; name one of $.arrivals."));
        }
        for (var i = 0; i < shock.Resources.Count; i++)
        {
            if (floor.ResourceIndex(shock.Resources[i]) < 0)
                faults.Add(new Fault($"{path}.resources[{i}]", "unknown", $"The floor has no resource '{shock.Resources[i]}'."));
        }
    }

    private static void Sector(List<Fault> faults, string path, string? id, Floor floor)
    {
        if (floor.SectorIndex(id) < 0) faults.Add(new Fault(path, "unknown", $"The floor has no sector '{id}'."));
    }

    private static void Share(List<Fault> faults, string path, double value) => Range(faults, path, value, 0, 1);

    private static void Range(List<Fault> faults, string path, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            faults.Add(new Fault(path, "range", $"{value} is out of range; it must be in {least}..{most}."));
    }

    private static JsonSerializerOptions MakeOptions()
    {
        var options = ContractJson.Configure(new JsonSerializerOptions());
        options.Converters.Add(new TimeOfDayConverter());
        return options;
    }
}
