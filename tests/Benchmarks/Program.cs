using System.CommandLine;
using SyncOps.Benchmarks;
using SyncOps.Benchmarks.Load;

var root = new RootCommand("Measures what SyncOps can carry on this machine.")
{
    LoadCommand.Create(),
    LiveCommand.Create(),
    StorageCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
