using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace SyncOps.Benchmarks.Table;

/// <summary>
/// What PostgreSQL itself takes: batches of 100 events, an event a row, from 8 connections; each batch is one prepared INSERT of arrays
/// and one commit, and each connection sends the next when the last is durable. Of two tables, one without any index and one with the
/// primary key that a table of events needs, the first is the limit.
/// </summary>
internal sealed record RawInserts(double EventsPerSecond, double WithKeyPerSecond)
{
    private const int Connections = 8;
    private const int Batch = 100;

    // As much as an event of the benchmark takes in the journal.
    private const int PayloadBytes = 60;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task<RawInserts> Measure(string connection, CancellationToken cancellation)
    {
        Workbench.Say("raw inserts into PostgreSQL");
        await using var database = NpgsqlDataSource.Create(connection);
        await using var create = database.CreateCommand(
            """
            CREATE TABLE plain (site text NOT NULL, sector text NOT NULL, sequence bigint NOT NULL, payload bytea NOT NULL);
            CREATE TABLE keyed (site text COLLATE "C", sector text COLLATE "C", sequence bigint, payload bytea NOT NULL,
                PRIMARY KEY (site, sector, sequence))
            """);
        await create.ExecuteNonQueryAsync(cancellation);
        return new RawInserts(await Into("plain", database, cancellation), await Into("keyed", database, cancellation));
    }

    private static async Task<double> Into(string table, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(
            number => Task.Run(() => Insert(table, database, number, clock, cancellation), cancellation)));
        return counts.Sum() / Duration.TotalSeconds;
    }

    private static async Task<long> Insert(
        string table, NpgsqlDataSource database, int number, Stopwatch clock, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            $"INSERT INTO {table} SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[])", connection);
        var sequences = new long[Batch];
        var random = new Random(number);
        byte[][] payloads = [.. Enumerable.Range(0, Batch).Select(_ => new byte[PayloadBytes])];
        foreach (var payload in payloads) random.NextBytes(payload);
        Add(NpgsqlDbType.Text, Enumerable.Repeat("bench", Batch).ToArray());
        Add(NpgsqlDbType.Text, Enumerable.Repeat($"s{number:000}", Batch).ToArray());
        Add(NpgsqlDbType.Bigint, sequences);
        Add(NpgsqlDbType.Bytea, payloads);
        await insert.PrepareAsync(cancellation);

        long sequence = 0, counted = 0;
        while (clock.Elapsed < WarmUp + Duration)
        {
            for (var i = 0; i < Batch; i++) sequences[i] = ++sequence;
            await insert.ExecuteNonQueryAsync(cancellation);
            if (clock.Elapsed > WarmUp && clock.Elapsed < WarmUp + Duration) counted += Batch;
        }
        return counted;

        void Add<T>(NpgsqlDbType type, T[] values)
            => insert.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
