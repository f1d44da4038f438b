namespace SyncOps.Engine.Backtest.Plant;

/// <summary>Who is to work where. A new one is made for each run; it sees what has happened and nothing that is still to come.</summary>
public interface IBacktestPolicy
{
    /// <summary>
    /// Called at every decision instant of the floor, from the period's start on, when everything up to then has happened. Moves are made
    /// with <see cref="BacktestPlant.Move"/>.
    /// </summary>
    void Decide(BacktestPlant plant);
}
