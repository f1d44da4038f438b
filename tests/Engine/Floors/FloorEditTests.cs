using SyncOps.Engine.Contract;
using SyncOps.Engine.Floors;
using Xunit;

namespace SyncOps.Tests.Engine.Floors;

public class FloorEditTests
{
    private static readonly FloorDocument Current = FloorText.Document;

    [Fact]
    public void Clock_start_and_zone_are_fixed_after_the_first_event()
    {
        var proposed = Current with { Clock = ClockKind.Live, TimeZone = "UTC", Start = Current.Start!.Value.AddHours(1) };

        var (merged, faults) = FloorEdit.Apply(Current, proposed, hasEvents: true);

        Assert.Null(merged);
        Assert.Equal(["$.clock", "$.timeZone", "$.start"], faults.Select(f => f.Path));
        Assert.All(faults, f => Assert.Equal(FaultCodes.FixedAfterFirstEvent, f.Code));
    }

    [Fact]
    public void Before_the_first_event_they_may_change()
    {
        var (merged, faults) = FloorEdit.Apply(Current, Current with { TimeZone = "UTC" }, hasEvents: false);

        Assert.Empty(faults);
        Assert.Equal("UTC", merged!.TimeZone);
    }

    [Fact]
    public void A_live_floor_sent_again_without_a_start_keeps_the_one_it_was_given()
    {
        var live = Current with { Clock = ClockKind.Live };

        Assert.Equal(Current.Start, FloorEdit.Apply(live, live with { Start = null }, hasEvents: true).Merged!.Start);
    }

    [Fact]
    public void A_dropped_sector_stays_retired_without_routes_and_its_area_stays_with_it()
    {
        var merged = WithoutLoad().Merged!;

        Assert.Equal(["pick", "pack", "load"], merged.Sectors.Select(s => s.Id));
        Assert.Equal([false, false, true], merged.Sectors.Select(s => s.Retired));
        Assert.Empty(merged.Sectors[2].Equipment);
        Assert.Equal(["hall", "yard"], merged.Areas.Select(a => a.Id));
        Assert.Equal(["ann"], merged.Resources.Select(r => r.Id));
    }

    [Fact]
    public void A_merged_document_is_itself_a_valid_document()
    {
        var written = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(WithoutLoad().Merged, ContractJson.Options);

        Assert.Empty(FloorReader.Read(written, "ams1").Faults);
    }

    [Fact]
    public void A_retired_sector_that_is_proposed_again_is_in_use_again()
    {
        var (merged, faults) = FloorEdit.Apply(WithoutLoad().Merged!, Current, hasEvents: true);

        Assert.Empty(faults);
        Assert.Equal(3, merged!.Sectors.Count);
        Assert.All(merged.Sectors, s => Assert.False(s.Retired));
    }

    /// <summary>The floor with load in an area of its own, edited to have neither.</summary>
    private static (FloorDocument? Merged, IReadOnlyList<Fault> Faults) WithoutLoad()
    {
        var current = Current with
        {
            Areas = [.. Current.Areas, new AreaSpec("yard", "Yard")],
            Sectors = [Current.Sectors[0], Current.Sectors[1], Current.Sectors[2] with { Area = "yard" }],
        };
        var proposed = Current with
        {
            Sectors = [Current.Sectors[0], Current.Sectors[1] with { Next = [] }],
            EquipmentPools = [],
            Resources = [Current.Resources[0]],
            Moves = new MoveRules { Minutes = 5 },
        };
        return FloorEdit.Apply(current, proposed, hasEvents: true);
    }
}
