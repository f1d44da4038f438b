using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sectors;

public sealed partial class SectorGrain
{
    private LastRow? _lastRow;

    public async Task<SectorLoad> GetLoad()
    {
        await BeNewest();
        return BuildLoad();
    }

    /// <summary>
    /// Lets go when another activation has gone on (see <see cref="LastRow"/>). While storage does not answer, what is known here is told.
    /// </summary>
    private async Task BeNewest()
    {
        _lastRow ??= new LastRow(journal, Key, time, logger);
        if (await _lastRow.Read() is not { } end) return;
        // It may be a row of its own that is stored and not adopted yet.
        if (end.Sequence > _ledger.Sequence)
            await _appending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (end.Sequence <= _ledger.Sequence) return;
        var behind = new StorageUnavailableException(
            $"Another activation of sector '{_site}/{_sector}' wrote row {end.Sequence}: ask again.");
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
