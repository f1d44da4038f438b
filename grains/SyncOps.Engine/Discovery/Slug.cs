using System.Text;

namespace SyncOps.Engine.Discovery;

/// <summary>Ids from free text: lower-case <c>[a-z0-9-]</c>, at most 64 characters; <c>-2</c>, <c>-3</c> on collision.</summary>
public static class Slug
{
    /// <summary>A run of other characters is one hyphen, none at the ends. <paramref name="fallback"/> if nothing is left.</summary>
    public static string Of(string text, string fallback)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9')) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        if (slug.Length > Names.MaxLength) slug.Length = Names.MaxLength;
        var trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? fallback : trimmed;
    }

    /// <summary>The site of a log file: its name, without folder and endings such as <c>.csv</c>, <c>.xes.gz</c>, as a slug.</summary>
    public static string OfFile(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        foreach (var ending in (ReadOnlySpan<string>)[".gz", ".csv", ".tsv", ".txt", ".xes"])
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length];
        return Of(name, "site");
    }

    /// <summary>An id for each name, in the order given: the first keeps the plain slug, later ones that collide get a number.</summary>
    /// <param name="keep">Names that pass keep their exact text as id.</param>
    public static IReadOnlyList<string> Assign(IReadOnlyList<string> names, string fallback, Func<string, bool>? keep = null)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var ids = new string?[names.Count];
        for (var i = 0; i < names.Count; i++)
            if (keep?.Invoke(names[i]) == true && taken.Add(names[i])) ids[i] = names[i];

        for (var i = 0; i < names.Count; i++)
        {
            if (ids[i] is not null) continue;
            var slug = Of(names[i], fallback);
            var id = slug;
            for (var n = 2; !taken.Add(id); n++)
            {
                var ending = $"-{n}";
                id = slug[..Math.Min(slug.Length, Names.MaxLength - ending.Length)] + ending;
            }
            ids[i] = id;
        }
        return ids!;
    }
}
