using SyncOps.Lab;
using SyncOps.Lab.Day.Plant;
using SyncOps.Lab.Day.Tuning;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Lab.Day;

/// <summary>The fulfilment day of the shared instances; tests are skipped where it is missing.</summary>
internal static class DayFiles
{
    /// <summary>A seed that nothing was tuned on.</summary>
    public const ulong Seed = 77;

    public static DayFile Fulfilment() => LabJson.Read<DayFile>(SharedData.Instance("day-ecommerce-fc.json"));

    /// <summary>On the static plan's roster.</summary>
    public static DaySetting Setting(bool shocks) => DaySetting.Of(Fulfilment(), Tuned(shocks).Static, Seed, shocks);

    public static TunedDay Tuned(bool shocks) => shocks ? TunedPolicies.Stored().Shocks : TunedPolicies.Stored().Plain;
}
