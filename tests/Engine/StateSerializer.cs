using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace SyncOps.Tests.Engine;

/// <summary>
/// The serializer that states are stored with. It finds the engine's types in every assembly of the process, and refuses an engine that
/// is there twice: so there is one for all tests, made before any of them can load the engine once more.
/// </summary>
internal static class StateSerializer
{
    public static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [ModuleInitializer]
    internal static void MakeBeforeAnyTest() => RuntimeHelpers.RunClassConstructor(typeof(StateSerializer).TypeHandle);
}
