using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncOps.Tests.Tidy;

/// <summary>
/// The engine decides the same everywhere: no clock, disk, network or thread, and no order that depends on hashes (those of strings
/// differ per process). Checked on types, by compiling its sources.
/// </summary>
public sealed class EngineTests
{
    private static readonly string[] HashOrdered =
    [
        "HashSet", "FrozenSet", "FrozenDictionary", "ImmutableDictionary", "ImmutableHashSet", "IImmutableSet", "IImmutableDictionary",
        "ConcurrentDictionary", "IReadOnlySet", "ISet",
    ];

    // What these answer does not depend on the order they see, or they set an order themselves.
    private static readonly string[] OrderFree =
    [
        "Order", "OrderBy", "OrderByDescending", "OrderDescending", "Any", "All", "Count", "LongCount", "Contains", "ContainsKey",
        "Min", "Max", "ToHashSet", "ToFrozenSet", "ToFrozenDictionary", "ToImmutableHashSet", "ToImmutableDictionary", "ToDictionary",
        "Except", "Intersect", "ExceptWith", "IntersectWith", "UnionWith", "SymmetricExceptWith", "SetEquals", "IsSubsetOf",
        "IsSupersetOf", "IsProperSubsetOf", "IsProperSupersetOf", "Overlaps", "CreateRange", "AddRange", "RemoveRange",
    ];

    private static readonly string[] Impure =
    [
        "System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.IO.FileInfo", "System.Console", "System.Environment",
        "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Threading.Tasks.Task",
        "System.Threading.Tasks.ValueTask", "System.Threading.Tasks.Parallel", "System.Threading.Timer", "System.Net.Http.HttpClient",
        "System.Guid.NewGuid",
    ];

    private static readonly HashSet<string> ImpureWords = [.. Impure.Select(name => name.Split('.')[^1])];

    private static readonly PortableExecutableReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly Lazy<CSharpCompilation> Engine = new(() => Compile(Repository.Sources.Where(source => source.IsEngine)));

    [Fact]
    public void The_engine_never_reveals_the_order_of_hashes()
        => Repository.AssertNone("Iterate in id order, or keep a list beside it:", HashOrder(Engine.Value));

    [Fact]
    public void The_engine_is_pure()
        => Repository.AssertNone("The engine may not touch the world:", ImpureNames(Engine.Value));

    [Theory]
    [InlineData("void M(HashSet<string> set) { foreach (var s in set) { } }")]
    [InlineData("int[] M(HashSet<int> set) => set.Select(x => x).ToArray();")]
    [InlineData("List<int> M(HashSet<int> set) => new(set);")]
    [InlineData("List<int> M(HashSet<int> set) => [.. set];")]
    [InlineData("string M(HashSet<string> set) => string.Join(',', set);")]
    [InlineData("void M(System.Collections.Frozen.FrozenDictionary<string, int> map) { foreach (var v in map.Values) { } }")]
    [InlineData("double M(System.Collections.Immutable.ImmutableDictionary<string, double> map) => map.Values.Sum();")]
    public void An_order_of_hashes_is_seen(string member)
        => Assert.Single(HashOrder(CompileSnippet(member)));

    [Theory]
    [InlineData("int[] M(HashSet<int> set) => set.Order().ToArray();")]
    [InlineData("bool M(HashSet<int> set, HashSet<int> other) => set.Contains(3) && set.Any(x => x > 2) && set.Overlaps(other);")]
    [InlineData("HashSet<int> M(List<int> list) => list.ToHashSet();")]
    public void A_use_that_no_order_shows_in_is_not(string member)
        => Assert.Empty(HashOrder(CompileSnippet(member)));

    [Fact]
    public void A_touch_of_the_world_is_seen()
        => Assert.Single(ImpureNames(CompileSnippet("string M() => System.IO.File.ReadAllText(\"a\");")));

    private static IEnumerable<string> HashOrder(CSharpCompilation compilation)
        => from tree in compilation.SyntaxTrees
           let model = compilation.GetSemanticModel(tree)
           let source = new SourceFile(tree.FilePath, tree)
           from expression in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
           where expression.Parent is CommonForEachStatementSyntax or SpreadElementSyntax or FromClauseSyntax or ArgumentSyntax
               or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax }
           where HoldsHashOrder(expression, model) && RevealsOrder(expression, model)
           select $"{source.At(expression)}: {expression.Parent}";

    private static bool HoldsHashOrder(ExpressionSyntax expression, SemanticModel model)
        => IsHashOrdered(model.GetTypeInfo(expression).Type)
            || (expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Keys" or "Values" } part
                && IsHashOrdered(model.GetTypeInfo(part.Expression).Type));

    private static bool RevealsOrder(ExpressionSyntax expression, SemanticModel model) => expression.Parent switch
    {
        CommonForEachStatementSyntax loop => loop.Expression == expression,
        SpreadElementSyntax => true,
        FromClauseSyntax => true,

        // An extension method over IEnumerable; a method of the collection itself shows no order.
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Expression == expression
            => model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsExtensionMethod: true } method && !OrderFree.Contains(method.Name),

        // Handed over as a plain sequence.
        ArgumentSyntax argument => IsSequence(model.GetTypeInfo(expression).ConvertedType) && !GoesToOrderFree(argument, model),
        _ => false,
    };

    private static bool GoesToOrderFree(ArgumentSyntax argument, SemanticModel model)
        => argument.Parent?.Parent switch
        {
            InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is { } method && OrderFree.Contains(method.Name),
            BaseObjectCreationExpressionSyntax creation => IsHashOrdered(model.GetTypeInfo(creation).Type),
            _ => false,
        };

    private static bool IsHashOrdered(ITypeSymbol? type)
        => type is INamedTypeSymbol named
            && (HashOrdered.Contains(named.Name) || (named.ContainingType is { } outer && HashOrdered.Contains(outer.Name)));

    private static bool IsSequence(ITypeSymbol? type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "ICollection" or "IReadOnlyCollection" };

    private static IEnumerable<string> ImpureNames(CSharpCompilation compilation)
        => from tree in compilation.SyntaxTrees
           let model = compilation.GetSemanticModel(tree)
           let source = new SourceFile(tree.FilePath, tree)
           from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
           where ImpureWords.Contains(name.Identifier.Text) && name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null
           let symbol = model.GetSymbolInfo(name).Symbol
           let full = symbol switch
           {
               INamedTypeSymbol type => $"{type.ContainingNamespace}.{type.Name}",
               IMethodSymbol { ContainingType: { } owner } method => $"{owner.ContainingNamespace}.{owner.Name}.{method.Name}",
               _ => "",
           }
           where Impure.Contains(full)
           select $"{source.At(name)}: {full}";

    private static CSharpCompilation CompileSnippet(string member)
        => Compile([SourceFile.Parse("Snippet.cs", $"class C {{ {member} }}")]);

    private static CSharpCompilation Compile(IEnumerable<SourceFile> sources)
    {
        const string implicitUsings =
            """
            global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
            global using System.Threading; global using System.Threading.Tasks;
            """;
        return CSharpCompilation.Create(
            "engine",
            [.. sources.Select(source => source.Tree), CSharpSyntaxTree.ParseText(implicitUsings, path: "Usings.cs")],
            Platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
