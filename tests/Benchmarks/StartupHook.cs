using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

/// <summary>
/// Run inside a host that is measured (<c>DOTNET_STARTUP_HOOKS</c> names this assembly): on SIGUSR1 it collects all garbage and writes
/// how many bytes are left on the managed heap to the file that <see cref="FileVariable"/> names. It uses nothing but the runtime.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime looks for a startup hook by this name, outside any namespace.")]
internal static class StartupHook
{
    public const string FileVariable = "SYNCOPS_HEAP_FILE";
    private const PosixSignal UserSignal1 = (PosixSignal)10;

    private static PosixSignalRegistration? _registration;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { } file) return;
        _registration = PosixSignalRegistration.Create(UserSignal1, context =>
        {
            context.Cancel = true;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            File.WriteAllText($"{file}.new", $"{GC.GetTotalMemory(forceFullCollection: false)}");
            File.Move($"{file}.new", file, overwrite: true);
        });
    }
}
