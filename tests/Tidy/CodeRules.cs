using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncOps.Tests.Tidy;

/// <summary>Rules of style that a look at one file can decide; each answers where it is broken.</summary>
internal static partial class CodeRules
{
    private static readonly string[] EmptyWords = 
        ["Helper", "Helpers", "Util", "Utils", "Utility", "Common", "Manager", "Base", "Impl", "Processor"];

    public static IEnumerable<string> EmptyNames(SourceFile source)
        => from type in source.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
           let words = Words().Matches(type.Identifier.Text).Select(match => match.Value)
           where words.Intersect(EmptyWords).Any()
           select $"{source.At(type)}: {type.Identifier.Text}";

    public static IEnumerable<string> AsyncVoid(SourceFile source)
        => from node in source.Root.DescendantNodes()
           let signature = node switch
           {
               MethodDeclarationSyntax method => (method.Modifiers, method.ReturnType),
               LocalFunctionStatementSyntax function => (function.Modifiers, function.ReturnType),
               _ => (default, null),
           }
           where signature.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
               && signature.Modifiers.Any(SyntaxKind.AsyncKeyword)
           select source.At(node);

    public static IEnumerable<string> EmptyCatches(SourceFile source)
        => from clause in source.Root.DescendantNodes().OfType<CatchClauseSyntax>()
           where clause.Block.Statements.Count == 0
           select source.At(clause);

    /// <summary>The banned symbols hold Task.Result and Task.Wait by type; this holds the ways around them.</summary>
    public static IEnumerable<string> BlockedWaits(SourceFile source)
        => from access in source.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
           let receiver = access.Expression.ToString()
           where access.Name.Identifier.Text switch
           {
               "GetResult" => receiver.EndsWith("GetAwaiter()", StringComparison.Ordinal),
               "Result" => access.Expression is InvocationExpressionSyntax || receiver.EndsWith("Task", StringComparison.OrdinalIgnoreCase),
               "Wait" => receiver.EndsWith("Task", StringComparison.OrdinalIgnoreCase) || access.Expression is InvocationExpressionSyntax,
               _ => false,
           }
           select $"{source.At(access)}: {access}";

    public static IEnumerable<string> LeftoverNotes(SourceFile source)
    {
        foreach (var trivia in source.Root.DescendantTrivia(descendIntoTrivia: true))
        {
            if (trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)) yield return $"{source.At(trivia.GetLocation())}: region";
            var comment = trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.DocumentationCommentExteriorTrivia);
            if (comment && Notes().IsMatch(trivia.ToString())) yield return $"{source.At(trivia.GetLocation())}: {trivia}";
        }
    }

    public static IEnumerable<string> UnexplainedSuppressions(SourceFile source)
    {
        foreach (var trivia in source.Root.DescendantTrivia())
        {
            if (trivia.GetStructure() is not PragmaWarningDirectiveTriviaSyntax pragma) continue;
            if (!pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)) continue;
            if (!pragma.ToFullString().Contains("//", StringComparison.Ordinal)) yield return $"{source.At(pragma)}: {pragma}";
        }

        foreach (var attribute in source.Root.DescendantNodes().OfType<AttributeSyntax>())
        {
            var isSuppression = attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal);
            var reason = attribute.ArgumentList?.Arguments
                .FirstOrDefault(argument => argument.NameEquals?.Name.ToString() == "Justification");
            if (isSuppression && reason is null) yield return $"{source.At(attribute)}: {attribute}";
        }
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Notes();
}
