using System.Runtime.Loader;
using System.Text.Json;
using SyncOps.Engine.Contract;
using Xunit;

namespace SyncOps.Tests.Engine.Contract;

public sealed class ContractJsonTests
{
    /// <summary>In an engine that has read and written nothing yet: the first requests of a gateway come at the same time.</summary>
    [Theory]
    [InlineData(nameof(ContractJson.Options))]
    [InlineData(nameof(ContractJson.Indented))]
    public void Options_are_ready_for_many_at_once_from_the_start(string name)
    {
        var apart = new AssemblyLoadContext(nameof(ContractJsonTests), isCollectible: true);
        try
        {
            var engine = apart.LoadFromAssemblyPath(typeof(ContractJson).Assembly.Location);
            var field = engine.GetType(typeof(ContractJson).FullName!, throwOnError: true)!.GetField(name)!;
            var options = Assert.IsType<JsonSerializerOptions>(field.GetValue(null));
            Assert.True(options.IsReadOnly);
            Assert.NotNull(options.TypeInfoResolver);
        }
        finally
        {
            apart.Unload();
        }
    }
}
