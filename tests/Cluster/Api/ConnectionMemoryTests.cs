using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using SyncOps.Api;

namespace SyncOps.Tests.Cluster.Api;

public sealed class ConnectionMemoryTests : IDisposable
{
    private readonly MemoryPool<byte> _pool = new ConnectionMemory().Create();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task The_web_server_is_given_it()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSyncOpsApi();
        await using var app = builder.Build();

        Assert.IsType<ConnectionMemory>(app.Services.GetRequiredService<IMemoryPoolFactory<byte>>());
    }

    [Theory, InlineData(-1), InlineData(1), InlineData(ConnectionMemory.BlockBytes)]
    public void A_block_is_whole_however_little_is_asked_for(int bytes)
    {
        using var block = _pool.Rent(bytes);

        Assert.Equal(ConnectionMemory.BlockBytes, block.Memory.Length);
    }

    [Fact]
    public void More_than_a_block_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(ConnectionMemory.BlockBytes + 1));

    [Fact]
    public void Two_never_share_a_block_and_what_was_given_back_is_used_again()
    {
        var first = _pool.Rent();
        using var second = _pool.Rent();
        Assert.NotSame(ArrayOf(first), ArrayOf(second));

        first.Dispose();
        using var third = _pool.Rent();
        Assert.Same(ArrayOf(first), ArrayOf(third));
    }

    [Fact]
    public void What_a_burst_took_is_not_kept_for_ever()
    {
        var burst = Enumerable.Range(0, 1_000).Select(_ => _pool.Rent()).ToList();
        var arrays = burst.Select(ArrayOf).ToHashSet();
        foreach (var block in burst) block.Dispose();

        var again = Enumerable.Range(0, 1_000).Select(_ => ArrayOf(_pool.Rent())).ToList();
        Assert.Equal(512, again.Count(arrays.Contains));
    }

    private static byte[] ArrayOf(IMemoryOwner<byte> block)
        => MemoryMarshal.TryGetArray<byte>(block.Memory, out var segment) ? segment.Array! : [];
}
