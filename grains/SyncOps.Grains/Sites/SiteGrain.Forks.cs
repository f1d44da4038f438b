using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Sites;
using SyncOps.GrainInterfaces;

namespace SyncOps.Grains.Sites;

/// <summary>What a site was, and a site that begins as what another one was.</summary>
public sealed partial class SiteGrain
{
    public async Task<Outcome<SitePast>> GetPast(DateTimeOffset at)
    {
        if (_floor is null) return new Refusal(RefusalKind.NotFound, $"There is no site '{Site}'.");
        var now = Clock.Reading(storageClock.Now).Now;
        if (Clock.NotPast(at, now) is { } fault) return Refusal.Invalid(fault);
        var days = new List<KeyValuePair<string, DayDocument>>();
        foreach (var (date, _) in _floorRow.State.DayVersions)
            if (await history.DayAt(Site, date, at) is { } day) days.Add(new(date, day));
        return new SitePast(await history.FloorAt(Site, at) ?? _floor.Document, Clock.Start, days);
    }

    public async Task<Outcome<FloorVersion>> ForkFrom(ForkOrigin origin)
    {
        var current = _floorRow.State;
        if (current.ForkedFrom is { } other && other != origin) return BeingForked(other);
        if (current.Document is { } floor)
        {
            return current.ForkedFrom == origin
                ? new FloorVersion(floor, current.Version, false)
                : new Refusal(RefusalKind.Conflict, $"There is a site '{Site}' already: choose another id for the fork.");
        }
        var answer = await GrainFactory.Site(origin.Site).GetPast(origin.At);
        if (answer.Value is not { } past) return answer.Refusal!;
        // Before anything is noted: an id whose fork is refused is free as before.
        var read = await fork.Read(origin, past);
        if (read.Refusal is { } refusal) return current.ForkedFrom is null ? refusal : BegunBefore(refusal);
        // Noted first, so that what is begun here cannot be mixed with anything else.
        await WriteFloor(empty => empty with { ForkedFrom = origin }, row: null);
        await fork.Write(origin, past, read.Value!, Site);

        await GrainFactory.SiteDirectory().Add(Site);
        MoveClock(_ => SiteClock.SteppedAt(origin.At, past.Start, past.Floor.DecideEvery));
        await ClockStored();
        var document = past.Floor with { Site = Site, Clock = ClockKind.Stepped, Start = past.Start };
        await WriteFloor(
            begun => begun with { Document = document, Version = 1, DayVersions = [.. past.Days.Select(d => new DayStamp(d.Key, 1))] },
            history.Row(1, new FloorEntry(origin.At, document)));
        UseFloor();
        return new FloorVersion(document, 1, true);
    }

    private static Refusal BeingForked(ForkOrigin origin) => new(
        RefusalKind.Conflict,
        $"This id belongs to a fork of site '{origin.Site}' at {ContractJson.Write(origin.At)}: choose another id, "
        + "or fork the same again.");

    private static Refusal BegunBefore(Refusal refusal) => refusal with
    {
        Reason = $"{refusal.Reason} Do it under another id: this one belongs to what was begun of this fork before.",
    };
}
