using System.Collections.Concurrent;
using System.Threading.Channels;
using SyncOps.Engine.Reallocation;

namespace SyncOps.Tests.Cluster.Grid;

/// <summary>The product's search, in which a test may hold a solve for as long as it likes, or let it fail.</summary>
internal sealed class HeldSearch : IReallocationSearch
{
    private readonly Channel<HeldCall> _held = Channel.CreateUnbounded<HeldCall>();
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private volatile bool _holds, _fails, _lingers;
    private int _calls, _mostAtOnce;

    /// <summary>While true every search waits until its call is opened.</summary>
    public bool Holds
    {
        get => _holds;
        set => _holds = value;
    }

    public bool Fails
    {
        get => _fails;
        set => _fails = value;
    }

    /// <summary>While true a search goes on until its budget ends, and then answers what it has.</summary>
    public bool Lingers
    {
        get => _lingers;
        set => _lingers = value;
    }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Most searches of one area that ran at the same time.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public IReadOnlyList<Proposal> Search(SearchRequest request)
    {
        var site = $"{request.Site.Floor.Document.Site}/{request.Area}";
        var running = _running.AddOrUpdate(site, 1, (_, n) => n + 1);
        if (running > MostAtOnce) Interlocked.Exchange(ref _mostAtOnce, running);
        Interlocked.Increment(ref _calls);
        try
        {
            if (Holds)
            {
                var call = new HeldCall(request);
                Assert.True(_held.Writer.TryWrite(call));
                if (!call.IsOpened()) throw new TimeoutException("A held search was never opened.");
            }
            while (Lingers && request.Budget.MayGoOn()) Thread.Yield();
            if (Lingers) request = request with { Budget = new SearchBudget(SearchBudget.UsualRollouts) };
            return Fails ? throw new InvalidOperationException("The solver is out of order.") : new RolloutSearch().Search(request);
        }
        finally
        {
            _running.AddOrUpdate(site, 0, (_, n) => n - 1);
        }
    }

    /// <summary>The next call that is being held; those that do not fit are let through.</summary>
    public async Task<HeldCall> Next(Func<SearchRequest, bool>? fits = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var call = await _held.Reader.ReadAsync(patience.Token);
            if (fits is null || fits(call.Request)) return call;
            call.Open();
        }
    }
}

/// <summary>A search that waits to be opened.</summary>
internal sealed class HeldCall(SearchRequest request)
{
    private readonly object _gate = new();
    private bool _isOpen;

    public SearchRequest Request => request;

    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits; false when nobody opened it.</summary>
    public bool IsOpened()
    {
        lock (_gate) return _isOpen || Monitor.Wait(_gate, TimeSpan.FromSeconds(60));
    }
}
