using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncOps.Tests.Tidy;

/// <summary>Stored and wire types keep their encoding when names change: an alias for the type, a number for each member.</summary>
public sealed class SerializationTests
{
    private static IEnumerable<(SourceFile Source, TypeDeclarationSyntax Type)> Serialized
        => from source in Repository.Sources
           from type in source.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
           where Attribute(type.AttributeLists, "GenerateSerializer") is not null
           select (source, type);

    [Fact]
    public void Every_serialized_type_has_an_alias()
        => Repository.AssertNone(
            "Add [Alias]:",
            from item in Serialized
            where Attribute(item.Type.AttributeLists, "Alias") is null
            select $"{item.Source.At(item.Type)}: {item.Type.Identifier.Text}");

    [Fact]
    public void No_two_types_share_an_alias()
        => Repository.AssertNone(
            "An alias is used twice:",
            from item in Serialized
            let alias = Attribute(item.Type.AttributeLists, "Alias")?.ArgumentList?.Arguments[0].ToString()
            where alias is not null
            group item by alias into same
            where same.Count() > 1
            select $"{same.Key}: {string.Join(", ", same.Select(item => item.Source.At(item.Type)))}");

    [Fact]
    public void Every_serialized_member_has_an_id()
        => Repository.AssertNone("Add [Id(n)]:", Serialized.SelectMany(item => MembersWithoutId(item.Source, item.Type)));

    [Fact]
    public void Ids_are_unique_within_their_type()
        => Repository.AssertNone("An id is used twice:", Serialized.SelectMany(item => RepeatedIds(item.Source, item.Type)));

    [Fact]
    public void A_missing_and_a_repeated_id_are_seen()
    {
        const string code =
            "[GenerateSerializer] record R([property: Id(0)] int A, int B) { [Id(0)] public int C { get; init; } public int D => A; }";
        var source = SourceFile.Parse("Snippet.cs", code);
        var type = source.Root.DescendantNodes().OfType<TypeDeclarationSyntax>().Single();

        Assert.Equal(["Snippet.cs:1: R.B"], MembersWithoutId(source, type));
        Assert.Equal(["Snippet.cs:1: R has Id(0) twice"], RepeatedIds(source, type));
    }

    private static IEnumerable<string> MembersWithoutId(SourceFile source, TypeDeclarationSyntax type)
        => from member in Members(type)
           where Attribute(member.Attributes, "Id") is null
           select $"{source.At(member.Node)}: {type.Identifier.Text}.{member.Name}";

    private static IEnumerable<string> RepeatedIds(SourceFile source, TypeDeclarationSyntax type)
        => from member in Members(type)
           let id = Attribute(member.Attributes, "Id")?.ArgumentList?.Arguments[0].ToString()
           where id is not null
           group member by id into same
           where same.Count() > 1
           select $"{source.At(type)}: {type.Identifier.Text} has Id({same.Key}) twice";

    /// <summary>What holds data: parameters of a record, automatic properties and fields of an instance.</summary>
    private static IEnumerable<(SyntaxNode Node, string Name, SyntaxList<AttributeListSyntax> Attributes)> Members(
        TypeDeclarationSyntax type)
    {
        if (type is RecordDeclarationSyntax { ParameterList: { } parameters })
            foreach (var parameter in parameters.Parameters)
                yield return (parameter, parameter.Identifier.Text, parameter.AttributeLists);

        foreach (var member in type.Members)
        {
            if (member.Modifiers.Any(SyntaxKind.StaticKeyword) || member.Modifiers.Any(SyntaxKind.ConstKeyword)) continue;
            if (Attribute(member.AttributeLists, "NonSerialized") is not null) continue;
            if (member is FieldDeclarationSyntax field)
                foreach (var variable in field.Declaration.Variables)
                    yield return (field, variable.Identifier.Text, field.AttributeLists);
            if (member is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors } property
                && accessors.Accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null))
                yield return (property, property.Identifier.Text, property.AttributeLists);
        }
    }

    private static AttributeSyntax? Attribute(SyntaxList<AttributeListSyntax> lists, string name)
        => lists.SelectMany(list => list.Attributes).FirstOrDefault(attribute =>
            attribute.Name.ToString().Split('.')[^1] is var last && (last == name || last == $"{name}Attribute"));
}
