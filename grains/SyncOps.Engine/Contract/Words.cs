using System.Text.Json;

namespace SyncOps.Engine.Contract;

/// <summary>The words that documents write for an enum's values: their names in camelCase, in declaration order.</summary>
public static class Words
{
    /// <summary>All of them, for a reason: <c>live, stepped</c>.</summary>
    public static string List<T>() where T : struct, Enum => string.Join(", ", Of<T>.Texts);

    public static string Write<T>(T value) where T : struct, Enum => Of<T>.Texts[Array.IndexOf(Of<T>.Values, value)];

    /// <summary>Case-sensitive; false when it is none of them.</summary>
    public static bool TryRead<T>(string text, out T value) where T : struct, Enum
    {
        var index = Array.IndexOf(Of<T>.Texts, text);
        value = index < 0 ? default : Of<T>.Values[index];
        return index >= 0;
    }

    private static class Of<T> where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();
        public static readonly string[] Texts = [.. Values.Select(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()))];
    }
}
