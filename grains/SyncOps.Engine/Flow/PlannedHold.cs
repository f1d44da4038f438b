using SyncOps.Engine.Reallocation;

namespace SyncOps.Engine.Flow;

/// <summary>
/// A gated sector (index) lets no work go in [<see cref="FromMinutes"/>, <see cref="UntilMinutes"/>), minutes from now, in place of the
/// hold that is in force there. A hold begins such a stretch; a release ends the one in force and so begins at 0, and is empty when it
/// is at once.
/// </summary>
/// <param name="Kind">Hold or release.</param>
public readonly record struct PlannedHold(int Sector, ActionKind Kind, double FromMinutes, double UntilMinutes);
