namespace SyncOps.Lab.Solve;

/// <summary>How large a floor to make.</summary>
public readonly record struct FloorSize(int Sectors, int Classes, int Workers, int Buckets);
