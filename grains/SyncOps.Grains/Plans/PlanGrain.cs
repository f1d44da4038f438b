using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Flow;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;
using SyncOps.Grains.Coordination;

namespace SyncOps.Grains.Plans;

/// <summary>The shell around <see cref="PlanDecider"/>: one living plan, revised at the site's decisions and edited by planners.</summary>
public sealed class PlanGrain(
    [PersistentState("plan")] IPersistentState<PlanRow> row,
    FloorCache floors,
    IOptions<GridOptions> options,
    ILogger<PlanGrain> logger) : Grain, IPlanGrain
{
    private SiteWatch _watch = null!;
    private string _site = "", _date = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_site, _date) = GrainKeys.Split(this.GetPrimaryKeyString());
        _watch = new SiteWatch(GrainFactory, floors, _site, options.Value.FanOut, _date);
        return Task.CompletedTask;
    }

    public async Task<Outcome<PlanView>> Get()
    {
        if (await Look() is not { } site) return Unknown();
        await Revise(site);
        return row.State.Plan!.View;
    }

    public async Task<Outcome<PlanView>> Put(PlanEdit edit, long ifMatch)
    {
        if (await Look() is not { } site) return Unknown();
        // Nothing is revised first: the edit is held against the version that its author saw.
        if (row.State.Plan is null) await Revise(site);
        var outcome = PlanDecider.Edit(row.State.Plan!, edit, ifMatch, site);
        if (outcome.Refusal is { } refusal) return refusal;
        await Adopt(outcome.Value!);
        return row.State.Plan!.View;
    }

    public async Task<Outcome<IReadOnlyList<PlanVersion>>> GetVersions()
    {
        if (await Look() is not { } site) return Unknown();
        await Revise(site);
        return new Outcome<IReadOnlyList<PlanVersion>>(row.State.Plan!.History, null);
    }

    public async Task Revise(DateTimeOffset instant, IReadOnlyList<SectorLoad> loads)
    {
        _watch.Hear(loads);
        _watch.Forget(0);
        await Revise(await _watch.SnapshotAt(instant, loads));
    }

    public async Task<Outcome<WhatIfAnswer>> WhatIf(IReadOnlyList<WhatIfMove> moves)
        => await Look() is { } site ? Engine.Plans.WhatIf.Answer(site, moves) : Unknown();

    /// <summary>The site as it is now, or null when it has neither this day's document nor this date today.</summary>
    private async Task<SiteSnapshot?> Look()
    {
        var clock = await _watch.Clock();
        var site = GrainFactory.Site(_site);
        if (clock is null || await site.GetFloor() is not { } floor) return null;
        var isToday = SiteDates.Of(floor.Document.TimeZone, clock.Value.Now) == _date;
        if (!isToday && await GrainFactory.Day(_site, _date).Get() is null) return null;
        await _watch.Pull();
        _watch.Forget(floor.Version);
        return await _watch.SnapshotAt(clock.Value.Now);
    }

    private async Task Revise(SiteSnapshot site)
    {
        var revision = PlanDecider.Revise(row.State.Plan, site, _date, _watch.DayVersion(_date));
        if (revision.Changed) await Adopt(revision.State);
        else row.State = new PlanRow { Plan = revision.State };
    }

    private async Task Adopt(PlanState plan)
    {
        var isNews = row.State.Plan?.View.Version != plan.View.Version;
        row.State = new PlanRow { Plan = plan };
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Plan {Site}/{Date} lets go of its state and will read it again", _site, _date);
            DeactivateOnIdle();
            throw new StorageUnavailableException($"The plan of '{_date}' could not be stored: send it again.", e);
        }
        if (!isNews) return;
        await this.GetStreamProvider(LiveFeed.Provider)
            .GetStream<LiveChange>(LiveFeed.ViewersNamespace, _site)
            .OnNextAsync(new LiveChange { Plan = new PlanNews(_date, plan.View.Version, plan.View.AsOf) });
    }

    private Refusal Unknown() => new(RefusalKind.NotFound,
        $"Site '{_site}' has no plan for {_date}: a plan lives for today and for every day with a day document; PUT the day first.");
}

/// <summary>A plan as stored; null before it was first made.</summary>
[GenerateSerializer, Alias("planRow")]
public sealed record PlanRow
{
    [Id(0)] public PlanState? Plan { get; init; }
}
