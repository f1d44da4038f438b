using SyncOps.Cli;
using SyncOps.Cli.Terminal;

return await CommandLine.Run(args, Screen.OfProcess(), TimeProvider.System);
