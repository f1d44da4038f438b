using SyncOps.Lab.Day;
using Xunit;

namespace SyncOps.Tests.Lab.Day;

/// <summary>A short run of the command; the README states what 300 days give.</summary>
public sealed class DayComparisonTests
{
    [Fact]
    public void The_reference_prevents_most_of_what_can_be_prevented()
    {
        var experiment = DayExperiment.Run(
            DayFiles.Fulfilment(), DayFiles.Tuned(false), shocks: false,
            ["static", "non-anticipative", "clairvoyant"], days: 8, DayFiles.Seed);
        var result = DayResult.Of(experiment);
        var reference = result.Policies.Single(p => p.Name == "non-anticipative");
        Assert.True(reference.Mean.Total < result.Policies.Single(p => p.Name == "static").Mean.Total);
        Assert.InRange(reference.PreventedShare!.Value.Value, 0.5, 1);
        Assert.Equal(1, reference.OfNonAnticipative!.Value, precision: 12);
    }
}
