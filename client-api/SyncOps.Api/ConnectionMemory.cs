using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace SyncOps.Api;

/// <summary>
/// The memory that connections receive into and send from, in blocks that hold a usual batch of events as a whole: one call to the system
/// in place of one for each 4 KiB, which is what the web server's own blocks hold. An idle connection has no block.
/// </summary>
internal sealed class ConnectionMemory : IMemoryPoolFactory<byte>
{
    /// <summary>A batch of 100 events is some 20,000 bytes.</summary>
    public const int BlockBytes = 32 * 1024;

    /// <summary>What is kept for the next request, 16 MiB; what a burst took beyond that is given back.</summary>
    private const int MostFree = 512;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<Block> _free = new();
        private int _count;

        public override int MaxBufferSize => BlockBytes;

        /// <summary>
        /// A whole block, however little is asked for. Throws <see cref="ArgumentOutOfRangeException"/> for more than one holds.
        /// </summary>
        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
            if (!_free.TryDequeue(out var block)) return new Block(this);
            Interlocked.Decrement(ref _count);
            return block;
        }

        protected override void Dispose(bool disposing) => _free.Clear();

        private void Return(Block block)
        {
            if (Interlocked.Increment(ref _count) <= MostFree) _free.Enqueue(block);
            else Interlocked.Decrement(ref _count);
        }

        private sealed class Block(Pool pool) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(
                GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

            public void Dispose() => pool.Return(this);
        }
    }
}
