using System.Text.Json;
using SyncOps.Lab.Capacity;
using SyncOps.Tests.Shared;
using Xunit;

namespace SyncOps.Tests.Lab.Capacity;

/// <summary>Networks whose best throughput is known exactly.</summary>
public sealed class CapacityTests
{
    [Fact]
    public void Every_instance_reaches_its_exact_capacity()
    {
        foreach (var file in SharedData.Instances("capacity"))
        {
            using var known = JsonDocument.Parse(File.ReadAllText(file));
            var result = CapacityCommand.Solve(file);
            Assert.Equal(known.RootElement.GetProperty("lambda_star").GetDouble(), result.LambdaStar, tolerance: 1e-6);

            var isUnique = !known.RootElement.GetProperty("note").GetString()!.Contains("not unique", StringComparison.Ordinal);
            if (!isUnique) continue;
            var prices = known.RootElement.GetProperty("sector_prices").EnumerateArray().Select(p => p.GetDouble()).ToArray();
            for (var s = 0; s < prices.Length; s++) Assert.Equal(prices[s], result.Prices[s], tolerance: 1e-6);
        }
    }
}
