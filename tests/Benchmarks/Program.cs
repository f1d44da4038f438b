using System.CommandLine;
using SyncOps.Benchmarks;
using SyncOps.Benchmarks.Load;
using SyncOps.Benchmarks.Table;

var root = new RootCommand("Measures what SyncOps can carry on this machine.")
{
    TableCommand.Create(),
    RawCalls.CreateSilo(),
    LoadCommand.Create(),
    LiveCommand.Create(),
    StorageCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
