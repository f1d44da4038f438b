namespace SyncOps.Engine.Contract;

/// <summary>
/// One thing wrong with an input: where (JSON path such as <c>$.sectors[2].next[0].share</c>), which rule (a camelCase code that
/// programs may rely on), and in words the value, the rule and the way out. <see cref="Index"/> is the event's place in its batch.
/// </summary>
[GenerateSerializer, Alias("fault")]
public sealed record Fault(
    [property: Id(0)] string Path, [property: Id(1)] string Code, [property: Id(2)] string Reason, [property: Id(3)] int? Index = null);
