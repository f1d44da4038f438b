using NodaTime.TimeZones;
using SyncOps.Engine.Contract;

namespace SyncOps.Engine.Floors.Rules;

/// <summary>Rules of a floor's clock, calendar and money.</summary>
internal static class ClockRules
{
    public static void Check(FloorDocument floor, FaultList faults)
    {
        ZoneExists(floor, faults);
        CurrencyIsThreeCapitals(floor, faults);
        IntervalDividesTheDay(floor, faults);
        SteppedClockHasAStart(floor, faults);
    }

    /// <summary>The time zone is an id of the IANA database.</summary>
    private static void ZoneExists(FloorDocument floor, FaultList faults)
    {
        if (floor.TimeZone.Length == 0 || TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(floor.TimeZone)) return;
        faults.Add("$.timeZone", FaultCodes.UnknownTimeZone,
            $"{FaultList.Quote(floor.TimeZone)} is not an IANA time zone. Use one such as Europe/Amsterdam or UTC.");
    }

    /// <summary>The currency is written as ISO 4217 does: three capital letters.</summary>
    private static void CurrencyIsThreeCapitals(FloorDocument floor, FaultList faults)
    {
        if (floor.Currency.Length == 0 || (floor.Currency.Length == 3 && floor.Currency.All(char.IsAsciiLetterUpper))) return;
        faults.Add("$.currency", FaultCodes.BadCurrency,
            $"{FaultList.Quote(floor.Currency)} is not a currency code. Use three capital letters such as EUR (ISO 4217).");
    }

    /// <summary>A day of 24 h holds a whole number of intervals.</summary>
    private static void IntervalDividesTheDay(FloorDocument floor, FaultList faults)
    {
        if (TimeSpan.TicksPerDay % floor.Interval.Ticks == 0) return;
        faults.Add("$.interval", FaultCodes.NotADivisor,
            $"A day is no whole number of intervals of {floor.Interval.TotalMinutes:0.###} min. Use PT5M, PT10M, PT15M, PT20M, PT30M or PT1H.");
    }

    /// <summary>A stepped clock says where it starts.</summary>
    private static void SteppedClockHasAStart(FloorDocument floor, FaultList faults)
    {
        if (floor.Clock == ClockKind.Live || floor.Start is not null) return;
        faults.Add("$.start", FaultCodes.Required, "A stepped clock needs its first instant. Give \"start\", such as 2026-03-02T00:00:00Z.");
    }
}
