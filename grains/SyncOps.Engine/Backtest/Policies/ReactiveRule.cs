namespace SyncOps.Engine.Backtest.Policies;

/// <summary>Thresholds of a rule that sends help to a long wait and home again, as multiples of a sector's target wait.</summary>
/// <param name="High">Help is sent to a sector above it; infinite: never.</param>
/// <param name="Low">Only sectors below it give help, and helpers leave a sector below it.</param>
public sealed record ReactiveRule(double High, double Low, int DwellMinutes, int MovesAtOnce);
