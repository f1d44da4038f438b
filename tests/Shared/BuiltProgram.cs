namespace SyncOps.Tests.Shared;

/// <summary>Programs of this repository that were built together with the tests, in the same configuration.</summary>
internal static class BuiltProgram
{
    public static string Silo() => Find("silo", "SyncOps.Silo.dll");

    public static string Cli() => Find(Path.Combine("client-api", "SyncOps.Cli"), "syncops.dll");

    private static string Find(string project, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);     // <root>/tests/<kind>/bin/<configuration>/net10.0
        var configuration = output.Parent!.Name;
        for (var folder = output.Parent; folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "SyncOps.sln"))) continue;
            var dll = Path.Combine(folder.FullName, project, "bin", configuration, output.Name, name);
            return File.Exists(dll) ? dll : throw new FileNotFoundException($"{dll} is missing: build SyncOps.sln first.", dll);
        }

        throw new DirectoryNotFoundException($"No folder above {output.FullName} holds SyncOps.sln, so {name} cannot be found.");
    }
}
