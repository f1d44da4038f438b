using SyncOps.Engine.Estimation;
using SyncOps.Engine.Events;
using SyncOps.Engine.Floors;
using SyncOps.Engine.Plans;
using SyncOps.Engine.Quantities;
using SyncOps.Engine.Reallocation;
using SyncOps.Engine.Resources;
using SyncOps.Engine.Sectors;
using SyncOps.Engine.Sites;
using SyncOps.Engine.Verification;
using static SyncOps.Tests.Engine.Sectors.WorkEvents;

namespace SyncOps.Tests.Engine.Contract;

/// <summary>One value of each stored type with every member set: what the fixtures hold.</summary>
internal static class StoredStates
{
    /// <summary>Fixture and value. A fixture is never written anew: a member that is added later has its default here.</summary>
    public static readonly IReadOnlyList<(string Fixture, object Value)> All =
    [
        ("journal-entry", Entry), ("sector-snapshot", Snapshot()), ("resource-state", Resource()), ("coordinator-state", Coordinator),
        ("plan-state", Plan), ("site-clock", Clock), ("coordinator-state-2", Following), ("resource-state-2", Beating()),
        ("sector-snapshot-2", Corrected()), ("sector-snapshot-3", Observed()), ("journal-entry-2", Staffed),
        ("coordinator-state-3", Paced), ("sector-snapshot-4", Observed()), ("coordinator-state-4", Detailed),
        ("resource-state-3", Resting()), ("coordinator-state-5", Hours), ("journal-entry-3", Travelled),
        ("sector-snapshot-5", Visited()), ("resource-state-4", Come()), ("journal-entry-4", Peopled), ("sector-snapshot-6", Known()),
        ("coordinator-state-6", Holding), ("coordinator-state-7", Rated),
        ("resource-state-5", Told()), ("resource-entry", Reported()), ("resource-state-6", Told() with { Left = ["dock", "pick"] }),
        ("sequence-marks", Closed()), ("journal-entry-5", JournalEntry.Opening(At(7))),
    ];

    private static JournalEntry Entry => Row(
        7,
        Arrived("a1", 2.5, 3) with { Sequence = 4, From = "dock", Class = "express", DueAt = At(90), Item = "i1" },
        Completed("c1", 1, 9) with { To = "pack", Resource = "ann" },
        Removed("r1", 0.5, 4) with { Reason = "damaged" },
        Counted("n1", 12, 5),
        new FloorEvent
        {
            Kind = EventKind.ResourceStatus, Source = "urn:badge", Id = "b1", Time = At(6), Resource = "ann", State = ReportedState.Down,
            Reason = "flat tyre",
        });

    private static SectorSnapshot Snapshot()
    {
        var ledger = SectorLedger.Empty(ClockKind.Stepped);
        var events = Entry.Events.Where(e => e.IsWork).Append(Arrived("a2", 1, 8) with { Sequence = 6 }).ToArray();
        ledger.Adopt(1, Row(7, [.. ledger.Admit(events, At(7)).Admitted]));
        return ledger.Snapshot();
    }

    private static ResourceState Resource()
    {
        var moved = new MoveRecord
        {
            CommandId = "m1", At = At(5), From = "pick", To = "pack", ArriveAt = At(10),
            Answer = new ResourceView
            {
                Resource = "ann", State = ResourceStateKind.Travelling, Sector = "pack", AvailableAt = At(10), OnDuty = true,
                MovesThisShift = 1, Version = 3,
            },
        };
        return new ResourceState
        {
            Version = 5, Kind = ResourceStateKind.Indirect, Sector = "pack", AvailableAt = At(10), SeenAt = At(12), LastMoveAt = At(5),
            MovesThisShift = 1, Reason = "meeting", ReservedFor = "a-20260302T120000Z-1", Moves = [moved], Pending = [Entry.Events[4]],
            Reports = new ReportLog().With(Entry.Events[4] with { Sequence = 2 }, At(12)),
        };
    }

    private static CoordinatorState Coordinator => new()
    {
        Area = "a", LastDecidedAt = At(15), Open = [Card], Closed = [Card with { Id = "c2", State = CardState.Verified }],
        IssuedAt = [At(0), At(15)], Silences = [new Silence("pack", ["ann", "bob"], At(60))],
        Counts = new CardCounts { Issued = 6, Accepted = 1, Rejected = 2, Expired = 3, Superseded = 4, Done = 5 },
    };

    private static Recommendation Card => new()
    {
        Id = "c1", Version = 4, Area = "a", State = CardState.Snoozed, IssuedAt = At(0), ExpiresAt = At(25), Headline = "Move 1 to Pack",
        ReasonLine = "Pack waits 40 min from 12:30",
        Actions =
        [
            new CardAction
            {
                Id = "m1", Kind = ActionKind.Return, Resource = "ann", Eligible = ["ann", "bob"], From = "pick", To = "pack",
                DepartBy = At(10), ArriveAt = At(15), Until = At(90), Result = "moved",
            },
        ],
        Risk = new CardRisk("pack", RiskKind.CutOff, At(30), 0.75, 12.5),
        Without = new SortedDictionary<string, SectorEffect>(StringComparer.Ordinal) { ["pack"] = new(40, 3.5, 120) },
        With = new SortedDictionary<string, SectorEffect>(StringComparer.Ordinal) { ["pack"] = new(12, 0, 30) },
        Benefit = new CardBenefit(new Range3(20, 28, 31), new Range3(50, 90, 140)), DecidedBy = "eve", Reason = "later",
        EngineVersion = "0.1", Outcome = new CardOutcome(26, 80, At(240)), SnoozedUntil = At(20),
    };

    private static CoordinatorState Following => Coordinator with
    {
        Open = [Card with { Computed = new CardBenefit(new Range3(24, 28, 29), new Range3(70, 90, 110)) }],
        Silences = [new Silence("pack", ["ann", "bob"], At(60), 90)], Counts = Coordinator.Counts with { Verified = 7 },
        Cases = [Case], Arrivals = new ArrivalLog { Samples = [new ArrivalSample(At(0), ["pack", "pick"], [5, 6], [7, -8])] },
        Ledger = PreventionLedger.Empty.With(new LedgerEntry("c0", Card.Benefit, Case.Computed, Card.Outcome!)).WithShadow(12, 10, 3.5),
        Helps =
        [
            new AcceptedHelp
            {
                Card = "c1", At = At(0), To = ["pack"], From = ["pick"], Expected = [new ExpectedBacklog("pack", [90, 80, 60, 40, 0.5])],
            },
        ],
    };

    private static VerificationCase Case => new()
    {
        Card = "c1", Start = At(0), Horizon = TimeSpan.FromHours(4), Sector = "pack", Promise = Card.Benefit,
        Computed = new CardBenefit(new Range3(24, 28, 29), new Range3(70, 90, 110)),
        Moves = [new CaseMove("m1", "ann", "pick", "pack", 1, 6)], Sectors = [new CaseSector("pack", Units.Of(90), 55.5)],
        Stints = [new CaseStint("ann", "pick", 0, 90, true), new CaseStint("ann", "pick", 120, 240, false)],
        CutOffs = [new CaseCutOff(new CutOff { Id = "t1", Sector = "pack", OrderBy = At(-5), Leaves = At(60), CostPerLateUnit = 5 }, 80.5)],
        ShadowUntil = At(25),
    };

    private static ResourceState Beating() => Resource() with { SendsHeartbeats = true };

    /// <summary>As the first, and a second count finds two more after something was completed.</summary>
    private static SectorSnapshot Corrected()
    {
        var ledger = SectorLedger.From(ClockKind.Stepped, Snapshot());
        ledger.Adopt(2, Row(10, [.. ledger.Admit([Arrived("a3", 3, 10), Counted("n2", 17, 10)], At(10)).Admitted]));
        return ledger.Snapshot();
    }

    private static JournalEntry Staffed => Entry with { Staff = new StaffMark(120, 2) };

    /// <summary>As the second, and two people complete twelve of the waiting in a quarter of an hour.</summary>
    private static SectorSnapshot Observed()
    {
        var ledger = SectorLedger.From(ClockKind.Stepped, Corrected());
        ledger.Adopt(3, Row(10) with { Staff = new StaffMark(60, 2) });
        ledger.AdvanceTo(At(25));
        FloorEvent[] completed = [.. ledger.Admit([Completed("c3", 12, 24)], At(25)).Admitted];
        ledger.Adopt(4, Row(25, completed) with { Staff = new StaffMark(60, 2) });
        ledger.Adopt(5, Row(30) with { Staff = new StaffMark(64, 2) });
        return ledger.Snapshot();
    }

    /// <summary>One gap is kept, 3 to 5; that of 0 and 1 was closed.</summary>
    private static SequenceMarks Closed()
    {
        var marks = new SequenceMarks();
        foreach (var n in new[] { 2, 6 }) marks.Add(n, maxGaps: 1);
        return marks;
    }

    private static JournalEntry Travelled => Staffed with { Travels = [new TravelMark("ann", "dock", At(-5), At(0), At(6.5))] };

    /// <summary>As the last, and two have come from the dock and one from packing.</summary>
    private static SectorSnapshot Visited()
    {
        var ledger = SectorLedger.From(ClockKind.Stepped, Observed());
        TravelMark[] travels = [Travelled.Travels![0], new("bob", "dock", At(0), At(5), At(4)), new("eve", "pack", At(0), At(5), At(12))];
        ledger.Adopt(6, Row(35) with { Travels = travels });
        return ledger.Snapshot();
    }

    private static JournalEntry Peopled => Travelled with
    {
        People = new PeopleMark([new PersonMark("ann", 60), new PersonMark("bob", 40)]),
    };

    /// <summary>As the last, and Ann completes three in five minutes in which everybody has work, and one after them.</summary>
    private static SectorSnapshot Known()
    {
        var ledger = SectorLedger.From(ClockKind.Stepped, Visited());
        ledger.Adopt(7, Row(40, [.. ledger.Admit([Counted("n7", 90, 40)], At(40)).Admitted]) with { Staff = new StaffMark(100, 2) });
        ledger.Adopt(8, Row(45) with { People = Peopled.People });
        FloorEvent[] completed = [Completed("c7", 3, 48) with { Resource = "ann" }, Completed("c8", 1, 51) with { Resource = "ann" }];
        ledger.Adopt(9, Row(45, [.. ledger.Admit(completed, At(45)).Admitted]));
        ledger.Adopt(10, Row(50));
        ledger.AdvanceTo(At(52));
        return ledger.Snapshot();
    }

    private static CoordinatorState Rated => Hours with
    {
        Cases = [Hours.Cases[0] with { Sectors = [Hours.Cases[0].Sectors[0] with { Rates = [new PersonRate("ann", 1.2, 0.1, 8)] }] }],
    };

    private static ResourceState Come() => Resting() with { Journey = new Journey("pick", "pack", At(5), At(10), At(12)) };

    private static ResourceState Told() => Come() with { Row = 12 };

    private static ResourceEntry Reported()
        => ResourceEntry.Of([Entry.Events[4]], Told(), At(12)) with { MovedBy = "m1" };

    private static CoordinatorState Paced => Following with
    {
        Cases = [Case with { Sectors = [new CaseSector("pack", Units.Of(90), 55.5, new Drift
        {
            At = At(-5), Means = [0.01, 0.02, -0.1], Covariance = [0.002, 0, 0, 0, 0.006, 0, 0, 0, 0.004], Surprises = 3.5,
            Observations = 4,
        })] }],
    };

    private static CoordinatorState Detailed => Paced with
    {
        Open = [Card with
        {
            Details = new CardDetails(
                new CardBinding("pack", BindingKind.Places, 12.5), new RunnerUp("dock", "pack", 2, 34.5, "It saves EUR 3 less.")),
        }],
    };

    private static ResourceState Resting() => Beating() with
    {
        StaysUntil = At(500), Swap = new BreakSwap(At(10), At(25), new Break(At(30), At(45)), Ended: true),
        Hours = [new HoursRecord("h1", ActionKind.Overtime, Resource().Moves[0].Answer with { StaysUntil = At(500) })],
    };

    private static CoordinatorState Hours => Detailed with
    {
        Open = [Detailed.Open[0] with
        {
            Actions = [Card.Actions[0] with { Kind = ActionKind.Break, To = null, Instead = new Break(At(30), At(45)), Result = "booked" }],
        }],
        Cases = [Paced.Cases[0] with { Hours = [new CaseHours("m2", "ann", "pick", ActionKind.Break, 0, 15, 30, 45, -12.5)] }],
    };

    private static CoordinatorState Holding => Hours with
    {
        Silences = [new Silence("pack", [], At(60), 90, ["pick"])], Held = [new HeldSector("pick", At(0), At(60), "c1")],
        Helps = [Hours.Helps[0] with { Held = ["pick"], Released = ["dock"] }],
        Cases = [Hours.Cases[0] with
        {
            Holds = [new CaseHold("m3", "pick", ActionKind.Hold, 0, 60), new CaseHold(null, "dock", ActionKind.Hold, 0, 15)],
        }],
    };

    private static PlanState Plan => new()
    {
        View = new PlanView
        {
            Site = "s", Date = "2026-03-02", Version = 2, AsOf = At(15),
            Intervals =
            [
                new PlanInterval(At(0), new SortedDictionary<string, PlanCell>(StringComparer.Ordinal)
                {
                    ["pick"] = new()
                    {
                        ForecastUnits = new Range3(20, 25, 31), RequiredStaff = 2, Assigned = ["ann", "bob"], WaitMinutes = 4.5,
                        OvertimeHours = 0.25, Cost = 13.5,
                    },
                }),
            ],
            Pins = [new Pin("ann", "pick", At(0), At(60))],
        },
        History = [new PlanVersion(2, At(15), "a pin"), new PlanVersion(1, At(0), "first plan")],
        RevisedThrough = At(20), DayVersion = 3, FloorVersion = 4,
    };

    private static SiteClock Clock => new()
    {
        Kind = ClockKind.Stepped, Start = At(-60), Now = At(15), LastDecided = At(10), HasEvents = true,
    };
}
