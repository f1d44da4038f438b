using System.Text;
using CsCheck;
using SyncOps.Engine.Contract;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Quantities;
using Xunit;

namespace SyncOps.Tests.Engine.Events;

public class EventProperties
{
    private static readonly Floor Stepped = EventText.FloorWith(ClockKind.Stepped, PersonRates.Person);
    private static readonly Gen<string> Text = Gen.String[Gen.Char["abc\"\\/é€ \t\n\u0001<"], 1, 40];
    private static readonly Gen<DateTimeOffset> Instants =
        Gen.Long[InstantRange.Earliest.Ticks, InstantRange.Latest.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
    private static readonly Gen<string> Sectors = Gen.OneOf("pick", "pack", "load");
    private static readonly Gen<string> Resources = Gen.OneOf("ann", "r2");

    private static readonly Gen<FloorEvent> Work = Gen.Select(
        Gen.OneOf(EventKind.WorkArrived, EventKind.WorkCompleted, EventKind.WorkRemoved),
        Gen.Select(Text, Text, Instants, Gen.Long[0, long.MaxValue].Nullable()),
        Gen.Select(Sectors, Gen.Long[1, 1_000_000_000_000], Sectors.Null(), Sectors.Null()),
        Gen.Select(Text.Null(), Instants.Nullable(), Text.Null(), Text, Resources.Null()),
        (kind, who, what, more) => new FloorEvent
        {
            Kind = kind, Source = who.Item1, Id = who.Item2, Time = who.Item3, Sequence = who.Item4,
            Sector = what.Item1, Units = new Units(what.Item2),
            From = kind == EventKind.WorkArrived ? what.Item3 : null,
            To = kind == EventKind.WorkCompleted ? what.Item4 : null,
            Class = more.Item1, DueAt = more.Item2, Item = more.Item3,
            Reason = kind == EventKind.WorkRemoved ? more.Item4 : null,
            Resource = kind == EventKind.WorkCompleted ? more.Item5 : null,
        });

    private static readonly Gen<FloorEvent> Resource = Gen.Select(
        Gen.OneOf(EventKind.ResourceCheckedIn, EventKind.ResourceCheckedOut, EventKind.ResourceMoved, EventKind.ResourceStatus),
        Gen.Select(Text, Text, Instants), Resources, Sectors, Gen.Enum<ReportedState>(), Text.Null(),
        (kind, who, resource, sector, state, reason) => new FloorEvent
        {
            Kind = kind, Source = who.Item1, Id = who.Item2, Time = who.Item3, Resource = resource,
            Sector = kind is EventKind.ResourceCheckedIn or EventKind.ResourceMoved ? sector : null,
            State = kind == EventKind.ResourceStatus ? state : null,
            Reason = kind == EventKind.ResourceStatus ? reason : null,
        });

    private static readonly Gen<FloorEvent[]> Batches = Gen.OneOf(Work, Resource).Array[0, 20]
        .Select(events => events.DistinctBy(e => (e.Source, e.Id)).ToArray());

    private static readonly Gen<(int Place, byte Value)[]> Damages = Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 4];

    [Fact]
    public void What_is_written_reads_back_the_same() => Batches.Sample(events =>
    {
        var (read, faults) = EventReader.ReadBatch(EventText.Written(events), Stepped, EventText.Now);
        return faults.Count == 0 && read.SequenceEqual(events);
    });

    [Fact]
    public void Damaged_bytes_never_throw() => Gen.Select(Batches, Damages).Sample((events, damage) =>
    {
        var bytes = EventText.Written(events);
        foreach (var (place, value) in damage) bytes[place % bytes.Length] = value;
        var (read, faults) = EventReader.ReadBatch(bytes, Stepped, EventText.Now);
        return faults.Count == 0 || read.Count == 0;
    });

    [Fact]
    public void A_truncated_batch_is_one_fault() => Gen.Select(Batches, Gen.Int[0, 100_000]).Sample((events, cut) =>
    {
        var bytes = EventText.Written(events);
        var (read, faults) = EventReader.ReadBatch(bytes.AsMemory(0, cut % bytes.Length), Stepped, EventText.Now);
        return read.Count == 0 && faults is [{ Code: FaultCodes.MalformedJson }];
    });

    [Fact]
    public void Instants_read_alike_from_bytes_and_from_text() => Gen.OneOf(
        Instants.Select(ContractJson.Write),
        Gen.String[Gen.Char["0123456789-:.TZtz+ "], 17, 30],
        Gen.Select(Instants, Gen.Int[0, 27], Gen.Char["0123456789-:.TZ+ "],
            (instant, place, c) => Changed(ContractJson.Write(instant), place, c)))
        .Sample(text =>
        {
            var slow = ContractJson.TryReadInstant(text, out var expected);
            var fast = InstantRange.TryRead(Encoding.UTF8.GetBytes(text), out var read);
            return slow == fast && (!slow || read == expected);
        });

    private static string Changed(string text, int place, char c)
        => place < text.Length ? $"{text.AsSpan(0, place)}{c}{text.AsSpan(place + 1)}" : text;
}
