using System.ComponentModel.DataAnnotations;

namespace SyncOps.Silo.Demo;

/// <summary>How fast the built-in demo floor lives. Section <c>Demo</c> of the configuration; checked at start.</summary>
public sealed class DemoFloorOptions
{
    public const string Section = "Demo";

    /// <summary>Seconds of floor time per real second while nothing awaits a decision; 1 to 600, default 60.</summary>
    [Range(1, 600)]
    public int Speed { get; set; } = 60;

    /// <summary>The same while a card is open, so that there is time to read it; 1 to 600, default 10.</summary>
    [Range(1, 600)]
    public int SpeedWhileCardIsOpen { get; set; } = 10;

    /// <summary>Real seconds from one step to the next; 0.1 to 10, default 1.</summary>
    [Range(0.1, 10)]
    public double StepSeconds { get; set; } = 1;

    /// <summary>Real seconds to wait before going on after the site could not be fed; 1 to 300, default 5.</summary>
    [Range(1, 300)]
    public int RetrySeconds { get; set; } = 5;
}
