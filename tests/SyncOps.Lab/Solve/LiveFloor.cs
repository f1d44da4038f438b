using SyncOps.Engine.Horizon;
using SyncOps.Engine.Simulation;

namespace SyncOps.Lab.Solve;

/// <summary>
/// A floor that lives from bucket to bucket: the first bucket of a plan is carried out, the day goes on and repeats itself, and some of
/// what was thought to be known turns out to be otherwise.
/// </summary>
public sealed class LiveFloor
{
    /// <summary>Share of forecasts, and of backlogs, that are corrected from one bucket to the next.</summary>
    private const double ChangedShare = 0.05;
    private const double ChangeVariation = 0.3;

    private readonly RandomStream _random;
    private readonly (int Class, int Sector)[] _people;
    private readonly int[] _moves;

    public LiveFloor(HorizonModel model, ulong seed)
    {
        Model = model;
        _random = RandomStream.For(seed, "corrections");
        _people = [.. Enumerable.Range(0, model.Staff.Length).SelectMany(i =>
            Enumerable.Repeat((i / model.Sectors, i % model.Sectors), model.Staff[i]))];
        _moves = new int[_people.Length];
    }

    public HorizonModel Model { get; private set; }

    /// <summary>Who goes, so that moves are shared out; sectors of far numbers are far away.</summary>
    public IReadOnlyList<NamedMove> Name(HorizonPlan plan)
        => NamedMoves.Choose(plan.FirstMoves(Model), _people, (person, to) =>
            10 * _moves[person] + 0.1 * Math.Abs(_people[person].Sector - to));

    /// <summary>Carries out the first bucket of a plan with these people and goes on to the next.</summary>
    public void Advance(HorizonPlan plan, IReadOnlyList<NamedMove> moves)
    {
        foreach (var move in moves)
        {
            _people[move.Person].Sector = move.To;
            _moves[move.Person]++;
        }
        var (sectors, buckets) = (Model.Sectors, Model.Buckets);
        var staff = plan.Staff.AsSpan(Model.Staff.Length, Model.Staff.Length).ToArray();
        var backlog = Plant.Step(Model, staff);
        var arrivals = new double[Model.Arrivals.Length];
        Model.Arrivals.AsSpan(sectors).CopyTo(arrivals);
        Model.Arrivals.AsSpan(0, sectors).CopyTo(arrivals.AsSpan((buckets - 1) * sectors));
        for (var i = 0; i < arrivals.Length; i++) arrivals[i] = Corrected(arrivals[i]);
        for (var j = 0; j < sectors; j++) backlog[j] = Corrected(backlog[j]);
        Model = new HorizonModel
        {
            Sectors = sectors, Classes = Model.Classes, Buckets = buckets, Rates = Model.Rates, Links = Model.Links, Arrivals = arrivals,
            Backlog = backlog, WaitCost = Model.WaitCost, Staff = staff, MoveCost = Model.MoveCost, MoveLoss = Model.MoveLoss,
        };
    }

    private double Corrected(double value)
        => _random.Chance(ChangedShare) ? Math.Round(value * _random.Factor(ChangeVariation)) : value;
}
