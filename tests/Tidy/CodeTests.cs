namespace SyncOps.Tests.Tidy;

public sealed class CodeTests
{
    [Fact]
    public void Type_names_say_what_they_are() => Check("Name it for what it is:", CodeRules.EmptyNames);

    [Fact]
    public void Nothing_is_async_void() => Check("Return a Task, or its failure is lost:", CodeRules.AsyncVoid);

    [Fact]
    public void No_catch_is_empty() => Check("Handle it, log it, or let it through:", CodeRules.EmptyCatches);

    [Fact]
    public void Nobody_blocks_on_a_task() => Check("Await it:", CodeRules.BlockedWaits);

    [Fact]
    public void No_notes_to_self_and_no_regions() => Check("Do it or drop it:", CodeRules.LeftoverNotes);

    [Fact]
    public void A_suppression_gives_its_reason_on_its_line() => Check("Say why, on the same line:", CodeRules.UnexplainedSuppressions);

    [Fact]
    public void No_path_of_one_machine_is_left_outside_tests()
        => Repository.AssertNone(
            "A path that exists on one machine only:",
            from path in Repository.Files
            where !path.StartsWith("tests/", StringComparison.Ordinal) && Path.GetExtension(path) is
                ".cs" or ".js" or ".css" or ".html" or ".md" or ".json" or ".props" or ".csproj" or ".sql" or ".sh" or ".yml" or ".yaml"
            from line in Repository.Lines(path).Select((text, index) => (text, number: index + 1))
            where line.text.Contains("/work/", StringComparison.Ordinal) || line.text.Contains("/root/", StringComparison.Ordinal)
            select $"{path}:{line.number}");

    [Theory]
    [InlineData("class OrderManager { }", nameof(CodeRules.EmptyNames))]
    [InlineData("class C { async void M() { } }", nameof(CodeRules.AsyncVoid))]
    [InlineData("class C { void M() { try { } catch { } } }", nameof(CodeRules.EmptyCatches))]
    [InlineData("class C { int M() => F().GetAwaiter().GetResult(); }", nameof(CodeRules.BlockedWaits))]
    [InlineData("class C { int M() => F().Result; }", nameof(CodeRules.BlockedWaits))]
    [InlineData("class C { } // TODO: later", nameof(CodeRules.LeftoverNotes))]
    [InlineData("#region a\nclass C { }\n#endregion", nameof(CodeRules.LeftoverNotes))]
    [InlineData("#pragma warning disable CA1000\nclass C { }", nameof(CodeRules.UnexplainedSuppressions))]
    [InlineData("[SuppressMessage(\"a\", \"b\")] class C { }", nameof(CodeRules.UnexplainedSuppressions))]
    public void A_broken_rule_is_seen(string code, string rule)
        => Assert.Single(Rule(rule)(SourceFile.Parse("grains/Snippet.cs", code)));

    [Theory]
    [InlineData("class Baseline { }", nameof(CodeRules.EmptyNames))]
    [InlineData("class C { async Task M() { } void N() { } }", nameof(CodeRules.AsyncVoid))]
    [InlineData("#pragma warning disable CA1000 // The name is the contract's.\nclass C { }", nameof(CodeRules.UnexplainedSuppressions))]
    public void A_kept_rule_is_not(string code, string rule)
        => Assert.Empty(Rule(rule)(SourceFile.Parse("grains/Snippet.cs", code)));

    private static void Check(string rule, Func<SourceFile, IEnumerable<string>> broken)
        => Repository.AssertNone(rule, Repository.Sources.SelectMany(broken));

    private static Func<SourceFile, IEnumerable<string>> Rule(string name) => name switch
    {
        nameof(CodeRules.EmptyNames) => CodeRules.EmptyNames,
        nameof(CodeRules.AsyncVoid) => CodeRules.AsyncVoid,
        nameof(CodeRules.EmptyCatches) => CodeRules.EmptyCatches,
        nameof(CodeRules.BlockedWaits) => CodeRules.BlockedWaits,
        nameof(CodeRules.LeftoverNotes) => CodeRules.LeftoverNotes,
        _ => CodeRules.UnexplainedSuppressions,
    };
}
