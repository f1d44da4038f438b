using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Npgsql;
using SyncOps.Client;
using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Faults.Storage;

/// <summary>Somebody holds the tables, and the few connections that a silo may have all wait for them.</summary>
public sealed class TakenConnectionsTests
{
    private const string Site = "waits";
    private const int Callers = 16;
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(15);

    private static readonly DateTimeOffset Began = TimeProvider.System.GetUtcNow().AddMinutes(-1);

    private readonly ConcurrentQueue<(string Call, HttpStatusCode Status)> _answers = new();
    private int _sent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_needs_storage_is_told_to_come_later_and_is_served_when_the_tables_are_free()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = await PostgresServer.StartAsync(Cancellation);
        var database = await server.NewDatabaseAsync(Cancellation);
        await using var silo = await SiloProcess.StartAsync(
            ["--postgres", database, "--no-demo"], Cancellation,
            // One for reading and the writer's: two in all.
            silo => silo.Environment = new Dictionary<string, string> { ["Storage__ReadConnections"] = "1" });
        using var http = new HttpClient { BaseAddress = silo.Address };
        using var client = new SyncOpsClient(http, new SyncOpsClientOptions { ResendFor = TimeSpan.FromSeconds(60) });
        await client.PutFloor(SmallFloor.Live(Site, sectors: 4, resources: 2), cancellation: Cancellation);
        await client.PostEvents(Site, [Arrival("before")], Cancellation);

        await using (var holder = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await holder.OpenAsync(Cancellation);
            await Execute(holder, "BEGIN; LOCK TABLE journal, snapshot, grain_state, health IN ACCESS EXCLUSIVE MODE");
            using var over = new CancellationTokenSource(Held);
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Call(http, i, over.Token)));
            await Execute(holder, "ROLLBACK");
        }

        foreach (var (call, statuses) in _answers.GroupBy(a => a.Call).Select(g => (g.Key, g.CountBy(a => a.Status).ToList())))
            Told.Line($"{call}: {string.Join(", ", statuses.Select(s => $"{(int)s.Key} {s.Value} times"))}");
        Assert.All(_answers.Where(a => a.Call != "view"), a => Assert.Equal(HttpStatusCode.ServiceUnavailable, a.Status));
        Assert.All(_answers.Where(a => a.Call == "view"),
            a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{a}"));
        Assert.Equal(4, _answers.Select(a => a.Call).Distinct().Count());
        await client.PostEvents(Site, [.. Enumerable.Range(1, _sent).Select(n => Arrival($"{n}"))], Cancellation);
        Assert.Equal(_sent + 1, (await client.GetSector(Site, "s0", Cancellation)).Totals.Arrived.Value);
    }

    /// <summary>One call after another of a kind, each of which must be answered while the tables are held.</summary>
    private async Task Call(HttpClient http, int caller, CancellationToken over)
    {
        for (var n = 0; !over.IsCancellationRequested; n++)
        {
            var (call, answering) = (caller % 4) switch
            {
                0 => ("event", Post(http)),
                1 => ("view", http.GetAsync($"api/v1/sites/{Site}/sectors", Cancellation)),
                2 => ("unknown site", http.GetAsync($"api/v1/sites/other-{caller}-{n}", Cancellation)),
                _ => ("floor", Put(http, $"new-{caller}-{n}")),
            };
            using var answer = await answering;
            _answers.Enqueue((call, answer.StatusCode));
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"{answer}");
            await Task.Delay(50, Cancellation);
        }
    }

    private async Task<HttpResponseMessage> Post(HttpClient http)
    {
        using var body = EventBatch.Of([Arrival($"{Interlocked.Increment(ref _sent)}")]);
        return await http.PostAsync($"api/v1/sites/{Site}/events", body, Cancellation);
    }

    private static Task<HttpResponseMessage> Put(HttpClient http, string site) => http.PutAsJsonAsync(
        $"api/v1/sites/{site}/floor", SmallFloor.Live(site, sectors: 1, resources: 1), Engine.Contract.ContractJson.Options, Cancellation);

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static FloorEvent Arrival(string id) => new()
    {
        Kind = EventKind.WorkArrived, Source = "urn:test:pool", Id = id, Time = Began, Sector = "s0", Units = Units.Of(1),
    };
}
