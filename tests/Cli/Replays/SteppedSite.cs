using System.Globalization;
using System.Text.Json;
using SyncOps.Tests.Cli.Client;

namespace SyncOps.Tests.Cli.Replays;

/// <summary>
/// A stepped site in memory: durable facts and a clock. It can be made to die at chosen calls, before or after doing what was asked.
/// </summary>
internal sealed class SteppedSite
{
    private readonly Dictionary<string, string> _facts = [];
    private int _calls;

    public SteppedSite() => Server = new Answering(Answer);

    public Answering Server { get; }

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Facts that were not yet known and came behind the clock.</summary>
    public List<string> Late { get; } = [];

    /// <summary>Each new fact and each move of the clock, in the order in which they took hold.</summary>
    public List<string> History { get; } = [];

    /// <summary>Whether a call dies; told its number, from 0, and asked again after it was carried out.</summary>
    public Func<int, bool, bool> Dies { get; set; } = (_, _) => false;

    private HttpResponseMessage Answer(HttpRequestMessage request, string body)
    {
        var call = _calls++;
        if (Dies(call, false)) throw new HttpRequestException("killed before");
        var path = request.RequestUri!.AbsolutePath;
        var answer = path.EndsWith("/events", StringComparison.Ordinal) ? Record(body) : Advance(body);
        if (Dies(call, true)) throw new HttpRequestException("killed after");
        return Answering.Json(answer);
    }

    private string Record(string body)
    {
        var accepted = 0;
        var duplicates = 0;
        using var batch = JsonDocument.Parse(body);
        foreach (var fact in batch.RootElement.EnumerateArray())
        {
            var id = fact.GetProperty("id").GetString()!;
            if (_facts.TryGetValue(id, out var known))
            {
                if (known != fact.GetRawText()) throw new InvalidOperationException($"{id} came with another payload");
                duplicates++;
                continue;
            }
            _facts.Add(id, fact.GetRawText());
            accepted++;
            if (fact.GetProperty("time").GetDateTimeOffset() <= Now) Late.Add(id);
            History.Add(id);
        }
        return $$"""{"accepted":{{accepted}},"duplicates":{{duplicates}}}""";
    }

    private string Advance(string body)
    {
        using var command = JsonDocument.Parse(body);
        var to = command.RootElement.GetProperty("to").GetDateTimeOffset();
        if (to > Now)
        {
            Now = to;
            History.Add(to.ToString("O", CultureInfo.InvariantCulture));
        }
        return $$"""{"now":"{{Now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""";
    }
}
