using System.CommandLine;
namespace SyncOps.Benchmarks.Load;
internal static class LoadCommand { public static Command Create() => new("load"); }
internal static class LiveCommand { public static Command Create() => new("live"); }
