using System.ComponentModel.DataAnnotations;

namespace SyncOps.Grains;

/// <summary>Bounds and paces of the grid. Each has a default that suits one machine, and a range that is checked at start.</summary>
public sealed class GridOptions
{
    /// <summary>Batches that may wait in front of one sector before callers are told to come back (429). 16 to 65,536.</summary>
    [Range(16, 65_536)]
    public int SectorQueueBatches { get; set; } = 1024;

    /// <summary>Most events in one journal row. 100 to 100,000.</summary>
    [Range(100, 100_000)]
    public int EventsPerRow { get; set; } = 10_000;

    /// <summary>Journal rows after which a sector stores a snapshot, so that waking up stays quick. 10 to 100,000.</summary>
    [Range(10, 100_000)]
    public int RowsPerSnapshot { get; set; } = 1000;

    /// <summary>
    /// Events after which it does, should they come in few rows; more where more are pending, since each snapshot holds those. 1,000 to
    /// 10,000,000.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int EventsPerSnapshot { get; set; } = 5_000;

    /// <summary>
    /// Days, by the site's clock, that a sector keeps its journal, and so its history; 0: for ever. What waking up needs is kept however
    /// old it is. 0 to 36,500.
    /// </summary>
    [Range(0, 36_500)]
    public int JournalDays { get; set; } = 400;

    /// <summary>
    /// Directory that gets what is taken from the journal, before it is, as compressed JSON lines; null: it goes nowhere.
    /// </summary>
    public string? ArchiveDirectory { get; set; }

    /// <summary>Shortest time between two load changes that a sector tells, milliseconds. 10 to 5,000.</summary>
    [Range(10, 5_000)]
    public int TellEveryMs { get; set; } = 100;

    /// <summary>
    /// Load changes that the sectors of one silo tell in a second before each tells less often, down to a fifth of its pace. 50 to 100,000.
    /// </summary>
    [Range(50, 100_000)]
    public int TellsPerSecond { get; set; } = 500;

    /// <summary>Shortest time between two decisions of a live coordinator on material change, milliseconds. 250 to 60,000.</summary>
    [Range(250, 60_000)]
    public int DecideEveryMs { get; set; } = 250;

    /// <summary>
    /// Longest time that a live coordinator goes on looking for better moves in one decision, milliseconds. The projection and the last
    /// judgement of what was found come on top. A stepped site's search is bounded by roll-outs instead. 50 to 60,000.
    /// </summary>
    [Range(50, 60_000)]
    public int SolveBudgetMs { get; set; } = 2_000;

    /// <summary>Decisions that one silo solves at once; others stand in line. By default a core is left for calls. 1 to 1,024.</summary>
    [Range(1, 1_024)]
    public int SolvesAtOnce { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>
    /// Grain calls that one site makes at once while it ticks or wakes, and sites that one silo ticks at once. 1 to 1,024.
    /// </summary>
    [Range(1, 1_024)]
    public int FanOut { get; set; } = 64;
}
