using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SyncOps.Tests.Tidy;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotSource = ["bin", "obj", "TestResults", "artifacts", "BenchmarkDotNet.Artifacts", "node_modules"];

    public static readonly string Root = FindRoot();

    /// <summary>Every file under version control's eye, as paths relative to the root with forward slashes, in ordinal order.</summary>
    public static readonly IReadOnlyList<string> Files = [.. Walk(Root).Order(StringComparer.Ordinal)];

    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(() =>
        [.. FilesEndingIn(".cs").Select(path => SourceFile.Parse(path, Text(path)))]);

    /// <summary>Every C# file, parsed.</summary>
    public static IReadOnlyList<SourceFile> Sources => Parsed.Value;

    public static IEnumerable<string> Projects => FilesEndingIn(".csproj");

    public static IEnumerable<string> FilesEndingIn(string ending) => Files.Where(path => path.EndsWith(ending, StringComparison.Ordinal));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Fails with one line per violation.</summary>
    public static void AssertNone(string rule, IEnumerable<string> violations)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{rule}{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", found)}");
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "SyncOps.sln"))) return directory.FullName;
        throw new InvalidOperationException($"SyncOps.sln is in no directory above {AppContext.BaseDirectory}.");
    }

    private static IEnumerable<string> Walk(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var inner in Directory.EnumerateDirectories(directory))
        {
            var name = Path.GetFileName(inner);
            if (NotSource.Contains(name) || (name.StartsWith('.') && name != ".ci")) continue;
            foreach (var file in Walk(inner)) yield return file;
        }
    }
}

/// <summary>A parsed C# file and its path relative to the root.</summary>
internal sealed record SourceFile(string Path, SyntaxTree Tree)
{
    public SyntaxNode Root => Tree.GetRoot();

    public static SourceFile Parse(string path, string code) => new(path, CSharpSyntaxTree.ParseText(code, path: path));

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);
    public bool IsEngine => Path.StartsWith("grains/SyncOps.Engine/", StringComparison.Ordinal);

    /// <summary>Path and line of a node, as compilers print it.</summary>
    public string At(SyntaxNode node) => At(node.GetLocation());

    public string At(Location location) => $"{Path}:{location.GetLineSpan().StartLinePosition.Line + 1}";
}
