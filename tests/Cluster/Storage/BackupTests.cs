using Npgsql;
using SyncOps.Engine.Sectors;
using SyncOps.Storage;
using SyncOps.Storage.Backups;
using SyncOps.Storage.Postgres;
using SyncOps.Storage.Sqlite;

namespace SyncOps.Tests.Cluster.Storage;

/// <summary>Backups of both databases, into both, of what is written meanwhile, and of files that are not what they should be.</summary>
public sealed class BackupTests(PostgresOfTests server) : IDisposable
{
    private static readonly JournalKey Pick = new("s1", "pick");
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("syncops-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Delete(recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_acknowledged_before_comes_back_in_either_database_whatever_is_written_meanwhile(bool from, bool to)
    {
        using var test = await Store(from);
        await Fill(test);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var acknowledged = 0L;
        var writing = Task.Run(async () =>
        {
            for (var sequence = 301L; !stop.IsCancellationRequested; sequence++)
            {
                await test.Journal.Append(Pick, sequence, Payload(sequence), Cancellation);
                Interlocked.Exchange(ref acknowledged, sequence);
            }
        }, Cancellation);
        while (Interlocked.Read(ref acknowledged) < 310) await Task.Delay(5, Cancellation);

        var before = Interlocked.Read(ref acknowledged);
        var made = Make(test.Place, "backup.db");
        await stop.CancelAsync();
        await writing;

        using var file = new SqliteDatabase(PathOf("backup.db"), Microsoft.Extensions.Options.Options.Create(new StorageOptions()));
        var rows = await new SqliteStore(file).ReadRows(Pick, 1, 1_000_000, int.MaxValue, Cancellation);
        Assert.InRange(rows.Count, before, Interlocked.Read(ref acknowledged));
        Assert.All(rows, (row, i) => Assert.Equal((i + 1, Payload(i + 1)[0]), (row.Sequence, row.Payload[0])));
        Assert.Equal(
            [("grain_state", 2L), ("journal", rows.Count + 1L), ("snapshot", 1L)], made.Tables.Select(table => (table.Table, table.Rows)));

        var place = await EmptyPlace(to);
        Backup.Restore(PathOf("backup.db"), place, _ => { }, Cancellation);
        Assert.Equal(made.Tables, Make(place, "again.db").Tables);
    }

    [Theory]
    [InlineData("a byte of a row is another", "does not hold the")]
    [InlineData("it is cut in half", "damaged, cut short or no backup")]
    [InlineData("its first bytes are others", "damaged, cut short or no backup")]
    [InlineData("a row is gone", "table journal does not hold the 301 rows")]
    [InlineData("a newer format", "was made by a newer version: it has format 2")]
    [InlineData("a newer schema", "was made by a newer version: it has schema script SyncOps.Silo.schema.9999_future.sql")]
    [InlineData("another database", "syncops backup did not write it")]
    [InlineData("no file", "There is no file")]
    public async Task A_backup_that_is_damaged_or_newer_is_refused_and_nothing_is_changed(string damage, string reason)
    {
        using var test = await Store(onPostgres: false);
        await Fill(test);
        Make(test.Place, "backup.db");
        await Damage(PathOf("backup.db"), damage);
        var place = await EmptyPlace(onPostgres: false);

        var refused = Assert.Throws<BackupException>(() => Backup.Restore(PathOf("backup.db"), place, _ => { }, Cancellation));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Directory));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_place_that_holds_something_is_refused_and_left_as_it_is(bool onPostgres)
    {
        using var test = await Store(onPostgres);
        await Fill(test);
        var made = Make(test.Place, "backup.db");

        var refused = Assert.Throws<BackupException>(() => Backup.Restore(PathOf("backup.db"), test.Place, _ => { }, Cancellation));

        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(made.Tables, Make(test.Place, "again.db").Tables);
    }

    [Fact]
    public async Task What_a_restore_that_was_killed_has_left_is_replaced()
    {
        using var test = await Store(onPostgres: false);
        await Fill(test);
        var made = Make(test.Place, "backup.db");
        var place = await EmptyPlace(onPostgres: false);
        Directory.CreateDirectory(place.Directory!);
        string[] remains = ["syncops.lock", "syncops.pid", "syncops.db.restoring", "syncops.db.restoring-journal"];
        foreach (var name in remains) await File.WriteAllTextAsync(Path.Combine(place.Directory!, name), "half of it", Cancellation);

        Backup.Restore(PathOf("backup.db"), place, _ => { }, Cancellation);

        Assert.Equal(made.Tables, Make(place, "again.db").Tables);
        Assert.Equal(
            ["syncops.db", "syncops.lock", "syncops.pid"], Directory.GetFiles(place.Directory!).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_journal_with_a_hole_is_not_called_a_backup(bool onPostgres)
    {
        using var test = await Store(onPostgres);
        await Fill(test);
        await test.Sql("DELETE FROM journal WHERE sector = 'pick' AND sequence = 150");

        var refused = Assert.Throws<BackupException>(() => Make(test.Place, "backup.db"));

        Assert.Contains("Rows are missing in the journal of s1/pick", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_files.GetFiles());
    }

    [Fact]
    public async Task A_file_that_is_no_backup_is_not_replaced_by_one_but_a_backup_is()
    {
        using var test = await Store(onPostgres: false);
        await Fill(test);
        await File.WriteAllTextAsync(PathOf("notes.txt"), "keep me", Cancellation);

        var refused = Assert.Throws<BackupException>(() => Make(test.Place, "notes.txt"));
        Assert.Contains("it is not replaced", refused.Message, StringComparison.Ordinal);
        Assert.Equal("keep me", await File.ReadAllTextAsync(PathOf("notes.txt"), Cancellation));

        Make(test.Place, "backup.db");
        await test.Journal.Append(Pick, 301, Payload(301), Cancellation);
        Assert.Equal(302, Make(test.Place, "backup.db").Tables.Single(t => t.Table == "journal").Rows);
    }

    [Fact]
    public async Task Both_databases_have_the_same_tables_and_columns_or_a_backup_would_leave_some_out()
    {
        var database = PostgresDatabase.Of(await server.NewDatabaseAsync(Cancellation), out _)!;
        database.Migrate();
        string[] ofOneDatabase = ["cluster_member", "cluster_version", "health", "orleansquery", "schemaversions"];

        await using var pool = database.Pool(1);
        await using var command = pool.CreateCommand(
            """
            SELECT table_name || '(' || string_agg(column_name, ', ' ORDER BY ordinal_position) || ')'
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> ALL ($1) GROUP BY table_name ORDER BY table_name
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ofOneDatabase });
        var tables = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation)) tables.Add(reader.GetString(0));
        }

        Assert.Equal(SqliteMigrations.Tables().Select(table => $"{table.Name}({table.ColumnList})"), tables);
    }

    private static async Task Fill(TestStore test)
    {
        for (var sequence = 1L; sequence <= 300; sequence++) await test.Journal.Append(Pick, sequence, Payload(sequence), Cancellation);
        await test.Journal.Append(new JournalKey("s1", "~floor"), 1, Payload(1), Cancellation);
        await test.Journal.WriteSnapshot(Pick, 200, Payload(200), Cancellation);
        var (kept, cleared) = (new StateKey("site/state", "s1"), new StateKey("plan/state", "s1/2026-03-02"));
        foreach (var key in new[] { kept, cleared }) await Write(key, null, [1, 2, 3]);
        await Write(kept, 1, []);
        await Write(cleared, 1, null);

        async Task Write(StateKey key, long? expected, byte[]? payload)
            => Assert.True(await test.Writer.Write(new StateWrite(key, expected, payload, row: null, Cancellation), Cancellation));
    }

    private static async Task Damage(string file, string damage)
    {
        switch (damage)
        {
            case "a byte of a row is another":
                var bytes = await File.ReadAllBytesAsync(file, Cancellation);
                bytes[bytes.AsSpan().IndexOf(Payload(123)) + 100] ^= 1;
                await File.WriteAllBytesAsync(file, bytes, Cancellation);
                break;
            case "it is cut in half":
                await using (var half = File.OpenWrite(file)) half.SetLength(half.Length / 2);
                break;
            case "its first bytes are others":
                await using (var start = File.OpenWrite(file)) start.Write("nonsense"u8);
                break;
            case "a row is gone":
                Sql("DELETE FROM journal WHERE sector = 'pick' AND sequence = 300");
                break;
            case "a newer format":
                Sql("UPDATE backup SET format = 2");
                break;
            case "a newer schema":
                Sql("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('SyncOps.Silo.schema.9999_future.sql', '2030-01-01')");
                break;
            case "another database":
                Sql("DROP TABLE backup");
                break;
            default:
                File.Delete(file);
                break;
        }

        void Sql(string sql)
        {
            using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false");
            connection.Open();
            using var statements = new Statements(connection);
            statements.Execute(sql);
        }
    }

    private BackupManifest Make(GridPlace from, string file) => Backup.Make(from, PathOf(file), _ => { }, Cancellation);

    private async Task<TestStore> Store(bool onPostgres)
        => onPostgres ? await PostgresTestStore.Of(server, Cancellation) : new SqliteTestStore();

    private async Task<GridPlace> EmptyPlace(bool onPostgres) => onPostgres
        ? new GridPlace(null, PostgresDatabase.Of(await server.NewDatabaseAsync(Cancellation), out _))
        : new GridPlace(PathOf("restored"), null);

    private static byte[] Payload(long value) => [.. Enumerable.Repeat((byte)value, 200), .. BitConverter.GetBytes(value)];

    private string PathOf(string file) => Path.Combine(_files.FullName, file);
}
