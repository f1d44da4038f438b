using Microsoft.Extensions.Logging;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;

namespace SyncOps.Grains.Sectors;

public sealed partial class SectorGrain
{
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(1);

    public async Task<SectorLoad> GetLoad()
    {
        await BeNewest();
        return BuildLoad();
    }

    /// <summary>
    /// A cluster may have two activations of a sector for a while. Only the one that stores can go on; the other must not answer what was
    /// so before, and learns of it here: it lets go. While storage does not answer, what is known here is told.
    /// </summary>
    private async Task BeNewest()
    {
        if (!journal.IsShared) return;
        long last;
        try
        {
            last = await journal.ReadLastSequence(Key).WaitAsync(LongestAsking, time);
        }
        catch (Exception e) when (e is StorageUnavailableException or TimeoutException)
        {
            logger.LogDebug(e, "Whether sector {Site}/{Sector} has its last row is not known", _site, _sector);
            return;
        }
        // It may be a row of its own that is stored and not adopted yet.
        if (last > _ledger.Sequence)
            await _appending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (last <= _ledger.Sequence) return;
        var behind = new StorageUnavailableException($"Another activation of sector '{_site}/{_sector}' wrote row {last}: ask again.");
        if (!_lost) GiveUp(behind, []);
        throw behind;
    }

    private SectorLoad BuildLoad()
    {
        // On a live clock work from upstream arrives as time passes.
        if (_clockKind == ClockKind.Live) _ledger.AdvanceTo(Now);
        return CurrentLoad();
    }

    private SectorLoad CurrentLoad()
    {
        var (now, floor) = (Now, _floor.Document);
        var expected = _forecast.At(now, floor.Horizon, floor.TimeZone, _ledger.Accounts.HalfHours);
        return _ledger.Accounts.LoadAt(_sector, now, _loadVersion, _roster.InOrder(_floor), expected);
    }
}
