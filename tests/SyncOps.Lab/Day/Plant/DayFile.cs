using System.Text.Json.Serialization;

namespace SyncOps.Lab.Day.Plant;

/// <summary>A scenario file of a day as it stands: rates per hour, money per unit, times of day as HH:mm.</summary>
public sealed record DayFile(
    string Id, DayClock Clock, DaySector[] Sectors, DayArrivals Arrivals, DayGroup[] Staff, DayRateNoise RateNoise, DayAbsence Absence,
    double[] BreaksMinutes, double WagePerHour, DayMove Move, DayTruck[] Trucks, double CostPerLateOrder, DayShock[] Shocks);

public sealed record DayClock(TimeOnly From, TimeOnly To, double OvertimeMaxHours, double OvertimeMultiplier);

public sealed record DaySector(
    string Id, string Unit, double RatePerHour, double WaitCostPerUnitHour, double LeftCostPerUnit, DayRoute[]? Next);

public sealed record DayRoute(string To, double Share, double UnitsPerUnit, double DelayMinutes);

public sealed record DayArrivals(DayOrders Orders, DayInbound InboundCartons);

/// <summary>The shape is a formula for people; <see cref="DaySetting"/> checks that it is the one it knows.</summary>
public sealed record DayOrders(
    double PerHour, double LinesPerOrder, string Into, string Shape, double DayCv, double HalfHourCv, DayOvernight OvernightBacklogOrders);

public sealed record DayOvernight(double Mean, double Cv);

public sealed record DayInbound(double PerHour, string Into, string Profile, double DayCv, double HalfHourCv);

public sealed record DayGroup(string Group, int Count, string[] Skills);

public sealed record DayRateNoise(double SectorDayCv, DayAutoregression Ar1);

public sealed record DayAutoregression(double Rho, string Per, double Sd);

public sealed record DayAbsence(double Binomial);

public sealed record DayMove(double Minutes, double Cost);

public sealed record DayTruck(TimeOnly OrderBy, TimeOnly Leaves);

public sealed record DayShock(
    string Kind, double Probability, double Share, double Factor, double Hours, string? Sector,
    [property: JsonPropertyName("capacityShare")] double CapacityShare);
