using Microsoft.Extensions.Options;

namespace SyncOps.Grains;

/// <summary>
/// How often each sector of this silo tells its load: at its pace while few have news, and down to a fifth of it as many do, so that
/// telling leaves the processor to those who report.
/// </summary>
public sealed class TellPace(IOptions<GridOptions> options, TimeProvider time)
{
    private const int MostSlower = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeSpan _usual = TimeSpan.FromMilliseconds(options.Value.TellEveryMs);
    private TimeSpan _pace = TimeSpan.FromMilliseconds(options.Value.TellEveryMs);
    private long _since = time.GetTimestamp();
    private int _told;

    /// <summary>Shortest time between two tellings of one sector, at present.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_lock) return _pace;
        }
    }

    /// <summary>A sector tells.</summary>
    public void Note()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_since, now) is var elapsed && elapsed >= Window)
            {
                // So many have news all the time; told each in its turn, they need this long.
                var busy = _told / elapsed.TotalSeconds * _pace.TotalSeconds;
                var turn = TimeSpan.FromSeconds(busy / options.Value.TellsPerSecond);
                _pace = turn < _usual ? _usual : turn > MostSlower * _usual ? MostSlower * _usual : turn;
                (_since, _told) = (now, 0);
            }
            _told++;
        }
    }
}
