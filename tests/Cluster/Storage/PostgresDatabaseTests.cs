using SyncOps.Silo;
using SyncOps.Storage.Postgres;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class PostgresDatabaseTests(PostgresOfTests server)
{
    [Theory]
    [InlineData("a.example,b.example", "")]
    [InlineData("a.example:5433, b.example", ";Target Session Attributes=primary")]
    public void Of_several_hosts_is_refused_with_the_way_out(string hosts, string more)
    {
        var fault = new HostSettings { Postgres = $"Host={hosts};Database=syncops;Username=syncops{more}" }.Fault();
        Assert.Contains($"it names several hosts, '{hosts}', and must name one", fault, StringComparison.Ordinal);
        Assert.Contains("a proxy or a virtual address before them", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_one_host_is_not_to_choose_between_hosts()
    {
        var fault = new HostSettings { Postgres = "Host=a.example;Database=syncops;Target Session Attributes=primary" }.Fault();
        Assert.Contains("its Target Session Attributes, 'primary', choose between several hosts", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Target Session Attributes=Any")]
    [InlineData("Load Balance Hosts=true")]
    [InlineData("Minimum Pool Size=5")]
    [InlineData("Options=-c work_mem=5MB")]
    public async Task Of_one_host_keeps_the_options_of_its_connection_string(string option)
    {
        using var test = PostgresTestStore.Of($"{await server.NewDatabaseAsync(TestContext.Current.CancellationToken)};{option}");
        await test.Journal.Append(new("s1", "pick"), 1, [1], TestContext.Current.CancellationToken);
        Assert.Equal(1, (await test.Journal.ReadEnd(new("s1", "pick"))).Sequence);
    }
}
