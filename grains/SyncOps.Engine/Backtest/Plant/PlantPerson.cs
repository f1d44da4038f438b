namespace SyncOps.Engine.Backtest.Plant;

/// <summary>Where one resource is, and what it works on. Instants are UTC ticks.</summary>
internal sealed class PlantPerson
{
    /// <summary>Index of the sector it works in or travels to; -1 when off duty.</summary>
    public int Sector { get; set; } = -1;

    /// <summary>Until when it is on the way.</summary>
    public long AvailableAt { get; set; }
    public bool IsPaused { get; set; }
    public WorkVisit? Serving { get; set; }
    public long ServingSince { get; set; }
    public double UnitsPerHour { get; set; }

    /// <summary>Rises when it stops working on something, so that an end that was expected no longer counts.</summary>
    public int Stops { get; set; }

    /// <summary>When its last move began; null before any in this stretch of duty.</summary>
    public long? LastMoveAt { get; set; }

    public bool IsAtWork(long now) => Sector >= 0 && !IsPaused && AvailableAt <= now;

    public bool IsFree(long now) => IsAtWork(now) && Serving is null;
}
