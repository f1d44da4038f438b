using Microsoft.Extensions.Logging;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sectors;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Storage;

namespace SyncOps.Grains.Sites;

/// <summary>One stored day document with its version; earlier versions are in its journal.</summary>
public sealed class DayGrain(IJournaledStorage storage, SiteHistory history, ILogger<DayGrain> logger) : Grain, IDayGrain
{
    /// <summary>The name of its state in storage.</summary>
    public const string StateName = "day";

    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(2);

    private string _site = "", _date = "";
    private JournaledState<DayRow> _row = null!;
    private IGrainTimer? _telling;

    // What is stored and the site was not told of: that call failed, or the activation before this one ended between the two.
    private bool _isUntold;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_site, _date) = GrainKeys.Split(this.GetPrimaryKeyString());
        _row = new JournaledState<DayRow>(storage, StateName, this.GetGrainId(), JournalKey.OfDay(_site, _date));
        await _row.Read();
        if (_row.State.Version > 0) TellSoon();
    }

    public async Task<Outcome<DayVersion>> Put(DayDocument day, long? ifMatch)
    {
        if (_isUntold) await Tell();
        var version = _row.State.Version;
        if (ifMatch is { } wanted && wanted != version)
        {
            return new Refusal(RefusalKind.VersionStale, version == 0
                ? "There is no document for this day yet: send it without If-Match."
                : $"The day is at version {version}, not {wanted}: GET it and edit that.");
        }
        var site = GrainFactory.Site(_site);
        var clock = (await site.GetHeader() ?? throw new InvalidOperationException($"Site '{_site}' does not exist.")).Clock;
        try
        {
            await _row.Write(
                new DayRow { Document = day, Version = version + 1 }, history.Row(version + 1, new DayEntry(clock.Now, day)));
        }
        catch
        {
            // What is stored is unknown now: read it again.
            DeactivateOnIdle();
            throw;
        }
        TellSoon();
        await Tell();
        return new DayVersion(day, _row.State.Version, version == 0);
    }

    public Task<DayVersion?> Get()
        => Task.FromResult(_row.State.Document is { } day ? new DayVersion(day, _row.State.Version, false) : null);

    private async Task Tell()
    {
        var version = _row.State.Version;
        await GrainFactory.Site(_site).NoteDay(_date, version);
        if (version != _row.State.Version) return;
        _isUntold = false;
        _telling?.Dispose();
    }

    /// <summary>Until the site has heard of it, for whoever put it may not ask again.</summary>
    private void TellSoon()
    {
        _isUntold = true;
        _telling?.Dispose();
        _telling = this.RegisterGrainTimer(TellAgain, new GrainTimerCreationOptions(TellAgainAfter, TellAgainAfter) { Interleave = true });

        async Task TellAgain()
        {
            try
            {
                await Tell();
            }
            catch (Exception e) when (e is StorageUnavailableException or TimeoutException or OrleansException)
            {
                logger.LogWarning(e, "Site {Site} was not told of the document for {Date}; it is told again in a while", _site, _date);
            }
        }
    }
}

[GenerateSerializer, Alias("dayRow")]
public sealed record DayRow
{
    [Id(0)] public DayDocument? Document { get; init; }
    [Id(1)] public long Version { get; init; }
}
