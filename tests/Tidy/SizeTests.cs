using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncOps.Tests.Tidy;

public sealed class SizeTests
{
    private const int FileLines = 400, MethodLines = 70, LineCharacters = 140;

    [Fact]
    public void Files_of_code_are_short()
        => Repository.AssertNone(
            $"A file of code has at most {FileLines} lines; split it by idea:",
            from path in Repository.FilesEndingIn(".cs").Concat(Repository.FilesEndingIn(".js")).Concat(Repository.FilesEndingIn(".razor"))
            where !path.Contains("/vendor/", StringComparison.Ordinal) && !path.EndsWith(".min.js", StringComparison.Ordinal)
            let lines = Repository.Lines(path).Length
            where lines > FileLines
            select $"{path}: {lines}");

    [Fact]
    public void Methods_are_short()
        => Repository.AssertNone(
            $"A method has at most {MethodLines} lines:",
            from source in Repository.Sources
            from violation in LongMethods(source)
            select violation);

    [Fact]
    public void Lines_are_short()
        => Repository.AssertNone(
            $"A line has at most {LineCharacters} characters:",
            from source in Repository.Sources
            from line in source.Tree.GetText().Lines
            where line.End - line.Start > LineCharacters
            select $"{source.Path}:{line.LineNumber + 1}: {line.End - line.Start}");

    internal static IEnumerable<string> LongMethods(SourceFile source)
    {
        foreach (var member in source.Root.DescendantNodes().Where(
                     node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax))
        {
            var span = member.GetLocation().GetLineSpan();
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MethodLines) yield return $"{source.At(member)}: {lines}";
        }

        var program = source.Root.ChildNodes().OfType<GlobalStatementSyntax>().ToList();
        if (program.Count == 0) yield break;
        var topLevel = program[^1].GetLocation().GetLineSpan().EndLinePosition.Line
            - program[0].GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        if (topLevel > MethodLines) yield return $"{source.Path}: {topLevel} in top-level statements";
    }
}
