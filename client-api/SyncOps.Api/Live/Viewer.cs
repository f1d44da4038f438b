using System.Threading.Channels;

namespace SyncOps.Api.Live;

/// <summary>
/// One live stream's queue. A viewer that is too slow loses what is queued and gets a snapshot instead, so that it never holds up the
/// others and always ends up current.
/// </summary>
internal sealed class Viewer
{
    private const int MaxQueued = 512;

    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(
        new BoundedChannelOptions(MaxQueued) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>True when frames were lost: the reader must fetch a snapshot before the next frame.</summary>
    public bool IsBehind { get; private set; }

    public ChannelReader<Frame> Frames => _frames.Reader;

    public void Send(Frame frame)
    {
        if (_frames.Writer.TryWrite(frame)) return;
        while (_frames.Reader.TryRead(out _)) continue;
        IsBehind = true;
        _frames.Writer.TryWrite(frame);
    }

    public void CaughtUp() => IsBehind = false;
}
