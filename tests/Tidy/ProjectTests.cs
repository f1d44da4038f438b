using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncOps.Tests.Tidy;

public sealed class ProjectTests
{
    /// <summary>Whom each project may name in its references and its usings; what is not listed, it may not.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["SyncOps.Engine"] = [],
        ["SyncOps.GrainInterfaces"] = ["SyncOps.Engine"],
        ["SyncOps.Grains"] = ["SyncOps.GrainInterfaces", "SyncOps.Engine"],
        ["SyncOps.Api"] = ["SyncOps.GrainInterfaces", "SyncOps.Engine"],
        ["SyncOps.Web"] = ["SyncOps.GrainInterfaces", "SyncOps.Engine"],
        ["SyncOps.Client"] = ["SyncOps.Engine"],
        ["SyncOps.Storage"] = ["SyncOps.Engine"],
        ["SyncOps.Cli"] = ["SyncOps.Client", "SyncOps.Storage", "SyncOps.Engine"],
        ["SyncOps.Silo"] =
        [
            "SyncOps.Storage", "SyncOps.Grains", "SyncOps.GrainInterfaces", "SyncOps.Engine", "SyncOps.Api", "SyncOps.Web",
            "SyncOps.Client",
        ],
    };

    private static IEnumerable<(string Path, string Name)> Production => Repository.Projects
        .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
        .Select(path => (path, Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void Every_project_has_its_arrows_written_down()
        => Repository.AssertNone(
            "Say in ProjectTests.Arrows whom these projects may use:",
            Production.Where(project => !Arrows.ContainsKey(project.Name)).Select(project => project.Path));

    [Fact]
    public void Project_references_follow_the_arrows()
        => Repository.AssertNone(
            "A project references one that it may not know:",
            from project in Production
            from reference in References(project.Path, "ProjectReference")
            let target = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))
            where !Arrows.GetValueOrDefault(project.Name, []).Contains(target)
            select $"{project.Path} -> {target}");

    [Fact]
    public void Usings_follow_the_arrows()
        => Repository.AssertNone(
            "A file names a namespace that its project may not know:",
            from project in Production
            from source in Repository.Sources
            where source.Path.StartsWith($"{Path.GetDirectoryName(project.Path)!.Replace('\\', '/')}/", StringComparison.Ordinal)
            from name in source.Root.DescendantNodes().OfType<NameSyntax>().Select(name => name.ToString())
            let other = Arrows.Keys.FirstOrDefault(key => name.Equals(key, StringComparison.Ordinal)
                || name.StartsWith($"{key}.", StringComparison.Ordinal))
            where other is not null && other != project.Name && !Arrows.GetValueOrDefault(project.Name, []).Contains(other)
            select $"{source.Path}: {name}");

    [Fact]
    public void The_engines_only_package_of_the_runtime_is_serialization()
    {
        string[] allowed = ["Microsoft.Orleans.Serialization", "Microsoft.Orleans.CodeGenerator"];
        Repository.AssertNone(
            "The engine must stay free of the actor runtime and of servers:",
            References("grains/SyncOps.Engine/SyncOps.Engine.csproj", "PackageReference")
                .Where(package => package.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal)
                    || package.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
                    || package.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal))
                .Except(allowed));
        Assert.Empty(References("grains/SyncOps.Engine/SyncOps.Engine.csproj", "FrameworkReference"));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Text("SyncOps.sln").Replace('\\', '/');
        Repository.AssertNone(
            "dotnet sln SyncOps.sln add these:",
            Repository.Projects.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Folders_of_engine_tests_are_folders_of_the_engine()
        => Repository.AssertNone(
            "Tests mirror the code; the engine has no such folder:",
            Repository.FilesEndingIn(".cs")
                .Where(path => path.StartsWith("tests/Engine/", StringComparison.Ordinal) && path.Count(c => c == '/') > 2)
                .Select(path => path.Split('/')[2])
                .Distinct()
                .Where(folder => !Directory.Exists(Path.Combine(Repository.Root, "grains/SyncOps.Engine", folder))));

    [Fact]
    public void A_namespace_of_the_engine_is_its_folder()
        => Repository.AssertNone(
            "A file's namespace is not its folder:",
            from source in Repository.Sources
            where source.IsEngine
            let folder = Path.GetDirectoryName(source.Path)!.Replace('\\', '/')["grains/".Length..].Replace('/', '.')
            from space in source.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            where space.Name.ToString() != folder
            select $"{source.Path}: {space.Name}, not {folder}");

    private static IEnumerable<string> References(string project, string kind)
        => XDocument.Parse(Repository.Text(project)).Descendants(kind)
            .Select(element => element.Attribute("Include")?.Value).OfType<string>();
}
