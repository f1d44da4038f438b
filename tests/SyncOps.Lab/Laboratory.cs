using System.CommandLine;
using SyncOps.Lab.Alerts;
using SyncOps.Lab.Capacity;
using SyncOps.Lab.Day;
using SyncOps.Lab.Forecast;
using SyncOps.Lab.Queueing;
using SyncOps.Lab.Rolling;
using SyncOps.Lab.Solve;

namespace SyncOps.Lab;

/// <summary>The commands that hold the engine against exact optima, published results and honest baselines.</summary>
public static class Laboratory
{
    /// <summary>Exit code 0: done; 1: a file or a value is wrong, and standard error says which.</summary>
    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("Measures the decisions of the SyncOps engine.")
        {
            AlertsCommand.Create(),
            CapacityCommand.Create(),
            DayCommand.Create(),
            ErlangCommand.Create(),
            ForecastCommand.Create(),
            IntradayCommand.Create(),
            QueueingCommand.Create(),
            RollingCommand.Create(),
            SolveCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (InstanceException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
