using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Forecast;
using SyncOps.Engine.Resources;

namespace SyncOps.Engine.Sectors;

/// <summary>What a sector's events add up to: accounts by class, and estimates of how fast work comes and goes.</summary>
[GenerateSerializer, Alias("sectorAccounts")]
public sealed class SectorAccounts
{
    /// <summary>More untold completions than this are told as if they had been at the later of two instants.</summary>
    private const int MaxUntold = 4_096;

    /// <summary>A due time further along the list is still counted, but not told apart: a load stays small.</summary>
    public const int MaxDueTold = 100;

    /// <summary>In ordinal order of the class.</summary>
    [Id(0)] private List<NamedAccount> _classes = [];
    [Id(1)] private RateWindow _outside = new();
    [Id(2)] private RateWindow _arrivals = new();
    [Id(3)] private RateWindow _completions = new();
    [Id(4)] private DateTimeOffset? _lastEventAt;
    [Id(5)] private long _folded;

    /// <summary>Completions not yet told to sectors downstream: instants, rising, with the cumulative total then.</summary>
    [Id(6)] private List<CompletionMark> _untold = [];
    [Id(7)] private Units _outsideArrived;

    /// <summary>What counts had to correct, up or down; opening stock is no correction.</summary>
    [Id(8)] private Units _corrected;
    [Id(9)] private DateTimeOffset? _countedAt;
    [Id(10)] private PaceWatch? _pace;
    [Id(11)] private HalfHourCounts? _halfHours;
    [Id(12)] private TravelWatch? _travel;
    [Id(13)] private PersonWatch? _people;

    /// <summary>Sum over all classes.</summary>
    public WorkTotals Totals
    {
        get
        {
            var sum = default(WorkTotals);
            foreach (var named in _classes) sum += named.Account.Totals;
            return sum;
        }
    }

    /// <summary>Time of the latest event that took effect; null before the first.</summary>
    public DateTimeOffset? LastEventAt => _lastEventAt;

    /// <summary>How many events have taken effect.</summary>
    public long Folded => _folded;

    /// <summary>What its completions tell of the pace of its people.</summary>
    public PaceWatch Pace => _pace ??= new PaceWatch();

    /// <summary>What completions tell of the rate of each of its people; null where they are not told apart.</summary>
    public PersonWatch? People => _people;

    /// <summary>What moves to this sector tell of how long they take.</summary>
    public TravelWatch Travel => _travel ??= new TravelWatch();

    /// <summary>Outside arrivals by half hour, as far back as they are kept.</summary>
    public HalfHourCounts HalfHours => _halfHours ??= new HalfHourCounts();

    /// <summary>What waited until an event that takes effect in its order.</summary>
    public void SeeBacklog(DateTimeOffset at) => Pace.See(at, Totals.Backlog);

    /// <summary>A journal row ends a stretch of work, and may tell of other staff.</summary>
    public void NoteStaff(JournalEntry row)
    {
        var busyHours = Pace.Note(row.ReceivedAt, row.Staff, Totals.Backlog);
        if (busyHours is { } hours) _people?.EndStretch(hours);
        if (row.People is { } mark) (_people ??= new PersonWatch()).Note(mark);
    }

    /// <summary>Lets one work event take effect at an instant.</summary>
    public void Fold(FloorEvent e, DateTimeOffset at)
    {
        var account = AccountOf(e.Class ?? "");
        switch (e.Kind)
        {
            case EventKind.WorkArrived:
                account.Arrive(e.Units, e.DueAt);
                _arrivals.Add(at, e.Units);
                if (e.From is not null) break;
                _outside.Add(at, e.Units);
                _outsideArrived += e.Units;
                HalfHours.Add(at, e.Units);
                break;
            case EventKind.WorkCompleted:
                account.Complete(e.Units, e.DueAt);
                _completions.Add(at, e.Units);
                Pace.Complete(e.Units);
                _people?.Complete(e.Resource, e.Units);
                NoteCompletion(at);
                break;
            case EventKind.WorkRemoved:
                account.Remove(e.Units, e.DueAt);
                break;
            case EventKind.WorkCounted:
                Count(account, e.Units, at);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "A sector records only work events.");
        }
        _folded++;
        if (_lastEventAt is null || at > _lastEventAt) _lastEventAt = at;
    }

    /// <summary>The whole load as of an instant, with what the sector's past expects if that is known.</summary>
    public SectorLoad LoadAt(
        string sector, DateTimeOffset now, long version, IReadOnlyList<Presence> roster, ExpectedArrivals? expected = null) => new()
    {
        Sector = sector,
        AsOf = now,
        Version = version,
        Totals = Totals,
        ByClass = [.. _classes.Select(c => new ClassBacklog(c.Class, c.Account.Backlog))],
        ByDue = ByDue(),
        OutsideArrivalsPerHour = _outside.PerHour(now),
        ArrivalsPerHour = _arrivals.PerHour(now),
        CompletionsPerHour = _completions.PerHour(now),
        ObservedMinutes = _arrivals.ObservedMinutes(now),
        Roster = roster,
        LastEventAt = _lastEventAt,
        OutsideArrived = _outsideArrived,
        Corrected = _corrected,
        CountedAt = _countedAt,
        Pace = Pace.At(now),
        OutsideByHalfHour = HalfHours.LastDay(now),
        Expected = expected,
        Travel = Travel.Tallies,
        Rates = _people?.Rates() ?? [],
    };

    /// <summary>Completions not yet told downstream, oldest first.</summary>
    public IReadOnlyList<CompletionMark> Untold => _untold;

    /// <summary>Everything up to a cumulative total was told downstream.</summary>
    public void ToldThrough(Units completedTotal) => _untold.RemoveAll(m => m.CompletedTotal <= completedTotal);

    // A count before anything was completed tells the opening stock: nothing was booked wrongly until then.
    private void Count(ClassAccount account, Units counted, DateTimeOffset at)
    {
        var difference = counted - account.Backlog;
        account.Count(counted);
        if (account.Totals.Completed == Units.Zero) return;
        _corrected += difference < Units.Zero ? -difference : difference;
        _countedAt = at;
    }

    private void NoteCompletion(DateTimeOffset at)
    {
        var mark = new CompletionMark(at, Totals.Completed);
        if (_untold.Count > 0 && (_untold[^1].At == at || _untold.Count >= MaxUntold)) _untold[^1] = mark;
        else _untold.Add(mark);
    }

    private ClassAccount AccountOf(string name)
    {
        var index = 0;
        for (; index < _classes.Count; index++)
        {
            var order = string.CompareOrdinal(_classes[index].Class, name);
            if (order == 0) return _classes[index].Account;
            if (order > 0) break;
        }
        var account = new ClassAccount();
        _classes.Insert(index, new NamedAccount(name, account));
        return account;
    }

    private IReadOnlyList<DueBacklog> ByDue()
    {
        var byDue = new SortedDictionary<DateTimeOffset, Units>();
        foreach (var named in _classes)
        {
            foreach (var due in named.Account.ByDue()) byDue[due.DueAt] = byDue.GetValueOrDefault(due.DueAt) + due.Units;
        }
        if (byDue.Count <= MaxDueTold) return [.. byDue.Select(d => new DueBacklog(d.Key, d.Value))];

        var told = byDue.Take(MaxDueTold - 1).Select(d => new DueBacklog(d.Key, d.Value)).ToList();
        var rest = byDue.Skip(MaxDueTold - 1).Aggregate(Units.Zero, (sum, d) => sum + d.Value);
        told.Add(new DueBacklog(byDue.Keys.Last(), rest));
        return told;
    }

    [GenerateSerializer, Alias("sectorAccounts.named")]
    internal sealed record NamedAccount([property: Id(0)] string Class, [property: Id(1)] ClassAccount Account);
}

/// <summary>How much a sector had completed in all at an instant.</summary>
[GenerateSerializer, Alias("completionMark")]
public readonly record struct CompletionMark([property: Id(0)] DateTimeOffset At, [property: Id(1)] Units CompletedTotal);
