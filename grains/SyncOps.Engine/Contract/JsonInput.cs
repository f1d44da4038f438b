using System.Text.Json;
using System.Xml;

namespace SyncOps.Engine.Contract;

/// <summary>
/// One object of a sender's document, read member by member. Every fault is collected with its JSON path and reading goes on, so that
/// one answer tells everything that is wrong. Null counts as absent; members that nobody asks for are ignored. A member that is wrong or
/// missing reads as a value that no later rule trips over: the empty string, zero, or the lower bound.
/// </summary>
public sealed class JsonInput
{
    private readonly KeyValuePair<string, JsonElement>[] _members;

    private JsonInput(KeyValuePair<string, JsonElement>[] members, string path, FaultList faults)
    {
        _members = members;
        Path = path;
        Faults = faults;
    }

    /// <summary>Where the object stands in its document, such as <c>$.sectors[2]</c>.</summary>
    public string Path { get; }

    public FaultList Faults { get; }

    /// <summary>The document, or null and all its faults. The reader gets the root object and may add faults of its own.</summary>
    public static (T? Value, IReadOnlyList<Fault> Faults) Read<T>(ReadOnlyMemory<byte> utf8Json, Func<JsonInput, T> read) where T : class
    {
        var faults = new FaultList();
        using var document = JsonText.Parse(utf8Json, faults);
        if (document is null) return (null, faults.ToList());
        var value = read(Of(document.RootElement, "$", faults));
        return faults.IsEmpty ? (value, []) : (null, faults.ToList());
    }

    /// <summary>The path of a member; ids with other characters than letters, digits and _ stand in brackets.</summary>
    public string PathOf(string member)
        => member.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{Path}.{member}" : $"{Path}['{member}']";

    /// <summary>The member names, in the document's order.</summary>
    public IEnumerable<string> Names => _members.Select(m => m.Key);

    public bool Has(string member) => Find(member) is not null;

    public string Text(string member, int maxLength) => OptionalText(member, maxLength) ?? Missing(member, "");

    /// <summary>Text of 1 to <paramref name="maxLength"/> characters that are not all blank.</summary>
    public string? OptionalText(string member, int maxLength)
    {
        if (Find(member) is not { } element) return null;
        if (TextOf(element, PathOf(member)) is not { } text) return "";
        if (string.IsNullOrWhiteSpace(text))
            return Refused(member, FaultCodes.Required, "It is blank. Give some text.", "");
        return text.Length <= maxLength
            ? text
            : Refused(member, FaultCodes.OutOfRange, $"It has {text.Length} characters; at most {maxLength} are kept. Shorten it.", "");
    }

    public string Id(string member) => OptionalId(member) ?? Missing(member, "");

    public string? OptionalId(string member)
        => Find(member) is { } element ? IdOf(element, PathOf(member)) : null;

    public double Number(string member, NumberRange range) => OptionalNumber(member, range) ?? Missing(member, range.Min);

    public double? OptionalNumber(string member, NumberRange range)
    {
        if (Find(member) is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Number) return Refused(member, FaultCodes.WrongType, WrongType(element, "a number"), range.Min);
        if (element.TryGetDouble(out var value) && range.Contains(value)) return value;
        return Refused(member, FaultCodes.OutOfRange, $"{Clip(element)} is out of range: it must be {range}.", range.Min);
    }

    public int Whole(string member, int min, int max) => OptionalWhole(member, min, max) ?? Missing(member, min);

    public int? OptionalWhole(string member, int min, int max)
    {
        if (Find(member) is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Number) return Refused(member, FaultCodes.WrongType, WrongType(element, "a whole number"), min);

        // 4.0 and 4e0 are whole numbers too.
        if (element.TryGetDouble(out var value) && value >= min && value <= max && value == Math.Floor(value)) return (int)value;
        return Refused(member, FaultCodes.OutOfRange, $"{Clip(element)} is out of range: it must be a whole number from {min} to {max}.", min);
    }

    public bool? OptionalBoolean(string member)
    {
        if (Find(member) is not { } element) return null;
        return element.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? element.GetBoolean()
            : Refused(member, FaultCodes.WrongType, WrongType(element, "true or false"), false);
    }

    public DateTimeOffset Instant(string member) => OptionalInstant(member) ?? Missing(member, InstantRange.Earliest);

    public DateTimeOffset? OptionalInstant(string member)
    {
        if (Find(member) is not { } element) return null;
        if (TextOf(element, PathOf(member)) is not { } text) return InstantRange.Earliest;
        if (!ContractJson.TryReadInstant(text, out var instant))
        {
            var reason = $"{FaultList.Quote(text)} is not an instant with an offset, such as 2026-03-02T07:15:00Z.";
            return Refused(member, FaultCodes.BadInstant, reason, InstantRange.Earliest);
        }
        return InstantRange.Contains(instant)
            ? instant
            : Refused(member, FaultCodes.OutOfRange, $"{FaultList.Quote(text)} must lie {InstantRange.Rule}.", InstantRange.Earliest);
    }

    public TimeSpan? OptionalDuration(string member, TimeSpan min, TimeSpan max)
    {
        if (Find(member) is not { } element) return null;
        if (TextOf(element, PathOf(member)) is not { } text) return min;
        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            if (duration >= min && duration <= max) return duration;
            var reason = $"{FaultList.Quote(text)} must be from {XmlConvert.ToString(min)} to {XmlConvert.ToString(max)}.";
            return Refused(member, FaultCodes.OutOfRange, reason, min);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return Refused(member, FaultCodes.BadDuration, $"{FaultList.Quote(text)} is not an ISO-8601 duration, such as PT15M.", min);
        }
    }

    public T Word<T>(string member) where T : struct, Enum => OptionalWord<T>(member) ?? Missing(member, default(T));

    /// <summary>A camelCase word of an enum, case-sensitive.</summary>
    public T? OptionalWord<T>(string member) where T : struct, Enum
    {
        if (Find(member) is not { } element) return null;
        if (TextOf(element, PathOf(member)) is not { } text) return default(T);
        return Words.TryRead<T>(text, out var value)
            ? value
            : Refused(member, FaultCodes.UnknownWord, $"{FaultList.Quote(text)} is none of: {Words.List<T>()}.", default(T));
    }

    public JsonInput Part(string member) => OptionalPart(member) ?? Missing(member, Blank(PathOf(member)));

    public JsonInput? OptionalPart(string member) => Find(member) is { } element ? Of(element, PathOf(member), Faults) : null;

    public IReadOnlyList<T> List<T>(string member, int minCount, int maxCount, Func<JsonInput, T> read)
        => OptionalList(member, minCount, maxCount, read) ?? Missing<IReadOnlyList<T>>(member, []);

    /// <summary>An array of objects. An element that is no object still gives an entry, so that places in the list stay true.</summary>
    public IReadOnlyList<T>? OptionalList<T>(string member, int minCount, int maxCount, Func<JsonInput, T> read)
        => Elements(member, minCount, maxCount, (element, path) => read(Of(element, path, Faults)));

    /// <summary>An array of ids.</summary>
    public IReadOnlyList<string> Ids(string member, int maxCount)
        => Elements(member, 0, maxCount, IdOf) ?? Missing<IReadOnlyList<string>>(member, []);

    private List<T>? Elements<T>(string member, int minCount, int maxCount, Func<JsonElement, string, T> read)
    {
        if (Find(member) is not { } array) return null;
        if (array.ValueKind != JsonValueKind.Array) return Refused<List<T>>(member, FaultCodes.WrongType, WrongType(array, "an array"), []);
        var count = array.GetArrayLength();
        if (count < minCount) Refused(member, FaultCodes.TooFew, $"It has {count} entries and needs at least {minCount}.", 0);
        if (count > maxCount) Refused(member, FaultCodes.TooMany, $"It has {count} entries; at most {maxCount} are allowed.", 0);
        var list = new List<T>(Math.Min(count, maxCount));
        var path = PathOf(member);
        foreach (var element in array.EnumerateArray())
        {
            if (list.Count == maxCount) break;
            list.Add(read(element, $"{path}[{list.Count}]"));
        }
        return list;
    }

    private static JsonInput Of(JsonElement element, string path, FaultList faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, FaultCodes.WrongType, WrongType(element, "an object"));
            return Blank(path);
        }
        var members = new KeyValuePair<string, JsonElement>[element.GetPropertyCount()];
        var seen = new HashSet<string>(members.Length, StringComparer.Ordinal);
        var count = 0;
        try
        {
            foreach (var member in element.EnumerateObject())
            {
                if (seen.Add(member.Name))
                    members[count++] = KeyValuePair.Create(member.Name, member.Value);
                else
                    faults.Add(path, FaultCodes.DuplicateMember, $"The object has {FaultList.Quote(member.Name)} twice. Keep the one that is meant.");
            }
        }
        catch (InvalidOperationException)
        {
            faults.Add(path, FaultCodes.BadText, "A member name is no valid Unicode: it has half of a surrogate pair.");
        }
        return new JsonInput(members[..count], path, faults);
    }

    /// <summary>Stands for an object that is not there: it reads as defaults and adds no faults of its own.</summary>
    private static JsonInput Blank(string path) => new([], path, new FaultList(limit: 0));

    private string IdOf(JsonElement element, string path)
    {
        if (TextOf(element, path) is not { } text) return "";
        if (Contract.Names.IsValid(text)) return text;
        Faults.Add(path, FaultCodes.BadId, $"{FaultList.Quote(text)} is not an id: it must be {Contract.Names.Rule}.");
        return "";
    }

    private string? TextOf(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            Faults.Add(path, FaultCodes.WrongType, WrongType(element, "a string"));
            return null;
        }
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            Faults.Add(path, FaultCodes.BadText, "The text is no valid Unicode: it has half of a surrogate pair.");
            return null;
        }
    }

    private JsonElement? Find(string member)
    {
        foreach (var (name, element) in _members)
        {
            if (name == member) return element.ValueKind == JsonValueKind.Null ? null : element;
        }
        return null;
    }

    private T Missing<T>(string member, T placeholder)
        => Refused(member, FaultCodes.Required, $"\"{member}\" is required and absent.", placeholder);

    private T Refused<T>(string member, string code, string reason, T placeholder)
    {
        Faults.Add(PathOf(member), code, reason);
        return placeholder;
    }

    private static string WrongType(JsonElement element, string expected) => element.ValueKind switch
    {
        JsonValueKind.Object => $"It is an object and must be {expected}.",
        JsonValueKind.Array => $"It is an array and must be {expected}.",
        JsonValueKind.String => $"It is a string and must be {expected}.",
        JsonValueKind.Number => $"It is a number and must be {expected}.",
        JsonValueKind.Null => $"It is null and must be {expected}.",
        _ => $"It is true or false and must be {expected}.",
    };

    private static string Clip(JsonElement number) => number.GetRawText() is { Length: <= 40 } text ? text : "The number";
}
