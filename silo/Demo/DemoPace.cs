using SyncOps.Engine.Simulation;

namespace SyncOps.Silo.Demo;

/// <summary>Decides how far the demo floor goes in one step. Pure.</summary>
public static class DemoPace
{
    /// <summary>
    /// The instant the next step leads to: at the speed of the moment, in whole ticks and at least one, but never past the close of the
    /// day; before the day opens and after it closes nobody works, so straight to the next opening.
    /// </summary>
    /// <param name="today">The day that <paramref name="now"/> falls on.</param>
    /// <param name="tomorrow">The day after it.</param>
    public static DateTimeOffset Next(
        DateTimeOffset now, ScenarioDay today, ScenarioDay tomorrow, bool isCardOpen, DemoFloorOptions options)
    {
        if (now < today.Opens) return today.Opens;
        if (now >= today.Closes) return tomorrow.Opens;
        var seconds = options.StepSeconds * (isCardOpen ? options.SpeedWhileCardIsOpen : options.Speed);
        var ticks = Math.Max(1, (long)Math.Round(seconds / FloorSimulator.Tick.TotalSeconds));
        var next = now + ticks * FloorSimulator.Tick;
        return next < today.Closes ? next : today.Closes;
    }
}
