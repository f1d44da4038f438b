using SyncOps.Engine.Events;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Events;

public class EventIdentityTests
{
    private static readonly FloorEvent Event = new()
    {
        Kind = EventKind.WorkArrived, Source = "urn:s", Id = "1", Time = EventText.Now, Sector = "pick", Units = new Units(1_000_000),
    };

    /// <summary>Stored with every journal row: a change of either value would count every old event again.</summary>
    [Fact]
    public void Identity_and_payload_of_a_stored_event_never_change()
    {
        Assert.Equal("dd9112123a240e672c4084ae3edc6ce3", EventIdentity.Of(Event).ToString("x32"));
        Assert.Equal("763f2d8e92e1f228", EventIdentity.PayloadHash(Event).ToString("x16"));
    }

    [Fact]
    public void Source_and_id_do_not_run_into_each_other()
        => Assert.NotEqual(
            EventIdentity.Of(Event with { Source = "ab", Id = "c" }), EventIdentity.Of(Event with { Source = "a", Id = "bc" }));

    [Fact]
    public void The_payload_does_not_depend_on_source_and_id_and_the_identity_on_nothing_else()
    {
        Assert.Equal(EventIdentity.PayloadHash(Event), EventIdentity.PayloadHash(Event with { Source = "x", Id = "y" }));
        Assert.Equal(EventIdentity.Of(Event), EventIdentity.Of(Event with { Units = Units.Zero, Sector = "pack" }));
    }

    [Fact]
    public void Every_member_counts_in_the_payload()
    {
        FloorEvent[] all =
        [
            Event, Event with { Kind = EventKind.WorkCompleted }, Event with { Time = Event.Time.AddTicks(1) }, Event with { Sequence = 0 },
            Event with { Sequence = 1 }, Event with { Sector = null }, Event with { Sector = null, Resource = "pick" },
            Event with { Units = new Units(1) },
            Event with { From = "pick" }, Event with { To = "pick" }, Event with { Class = "pick" }, Event with { Class = "" },
            Event with { DueAt = EventText.Now }, Event with { Item = "pick" }, Event with { Reason = "pick" },
            Event with { State = ReportedState.Break }, Event with { State = ReportedState.Down },
        ];

        Assert.Equal(all.Length, all.Select(EventIdentity.PayloadHash).Distinct().Count());
    }

    [Fact]
    public void Texts_too_long_for_the_stack_are_hashed_too()
    {
        var text = new string('é', 256);
        var large = Event with { Source = text, Id = text, Item = text, Reason = text };

        Assert.NotEqual(EventIdentity.Of(large), EventIdentity.Of(large with { Id = new string('é', 255) }));
        Assert.NotEqual(EventIdentity.PayloadHash(large), EventIdentity.PayloadHash(large with { Item = new string('é', 255) }));
    }
}
