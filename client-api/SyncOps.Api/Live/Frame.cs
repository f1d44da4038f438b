using System.Text;
using System.Text.Json;
using SyncOps.Engine.Contract;

namespace SyncOps.Api.Live;

/// <summary>One server-sent event, serialised once for all viewers. Versions rise within a feed and across restarts.</summary>
internal sealed record Frame(long Version, ReadOnlyMemory<byte> Bytes)
{
    public static Frame Of<T>(long version, string name, T data)
    {
        var head = Encoding.UTF8.GetBytes($"id: {version}\nevent: {name}\ndata: ");
        var json = JsonSerializer.SerializeToUtf8Bytes(data, ContractJson.Options);
        var bytes = new byte[head.Length + json.Length + 2];
        head.CopyTo(bytes, 0);
        json.CopyTo(bytes, head.Length);
        bytes[^2] = (byte)'\n';
        bytes[^1] = (byte)'\n';
        return new Frame(version, bytes);
    }
}
