using System.Globalization;

namespace SyncOps.Tests.Faults;

/// <summary>
/// Where the randomness of a fault test begins. The same seed makes the same faults; processes and threads stay their own.
/// </summary>
internal static class Seed
{
    private const int Usual = 20_120_130;

    /// <summary>SYNCOPS_SEED, else always the same one; it is printed, so that a failed run can be repeated.</summary>
    public static int Read()
    {
        var text = Environment.GetEnvironmentVariable("SYNCOPS_SEED");
        var seed = string.IsNullOrEmpty(text) ? Usual : int.Parse(text, CultureInfo.InvariantCulture);
        Told.Line($"SYNCOPS_SEED={seed}");
        return seed;
    }
}

/// <summary>What a run wants its reader to know, with the test's result and on the screen.</summary>
internal static class Told
{
    public static void Line(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Console.WriteLine(text);
    }
}
