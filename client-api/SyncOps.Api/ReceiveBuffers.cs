using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace SyncOps.Api;

/// <summary>
/// Buffers that a connection's bytes are received into, each large enough for a batch of a hundred events: with the usual 4 KB such a
/// batch takes three reads, and three turns of the thread pool. What is not in use goes back to the shared pool of arrays.
/// </summary>
internal sealed class ReceiveBuffers : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private const int Bytes = 16 * 1024;

        public override int MaxBufferSize => Shared.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, Bytes));

        protected override void Dispose(bool disposing)
        {
            // The shared arrays are nobody's own.
        }
    }
}
