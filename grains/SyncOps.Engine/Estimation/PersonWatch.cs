namespace SyncOps.Engine.Estimation;

/// <summary>
/// The rates of the people of a sector, learned from completions that name them while they work in it and everybody has work; a fold of
/// its journal. O(log people) a completion, O(1) a row, O(people) a mark. What it tells is <see cref="PersonRate"/>.
/// </summary>
[GenerateSerializer, Alias("estimation.personWatch")]
public sealed class PersonWatch
{
    /// <summary>About two weeks of one person are remembered.</summary>
    private const double MostHours = 80;

    /// <summary>And so many units of what share of completions names a person; at first all are taken to.</summary>
    private const double MostUnits = 10_000;
    private const double PriorUnits = 1;

    /// <summary>In ordinal order of the resource.</summary>
    [Id(0)] private readonly List<PersonTally> _people = [];

    /// <summary>Who completed something in this stretch of work.</summary>
    [Id(1)] private readonly List<string> _touched = [];

    /// <summary>Hours until now in which everybody had work, as far as completions were named.</summary>
    [Id(2)] private double _hours;
    [Id(3)] private double _stretchUnits;
    [Id(4)] private double _units;
    [Id(5)] private double _namedUnits;

    /// <summary>True when nothing is known of anybody.</summary>
    public bool IsEmpty => _people.Count == 0;

    /// <summary>True when exactly these, in id order, were told to work here last.</summary>
    public bool IsHere(IReadOnlyList<PersonMark> working)
    {
        var count = 0;
        foreach (var person in _people)
        {
            if (person.Since is null) continue;
            if (count == working.Count || working[count] != new PersonMark(person.Resource, person.UnitsPerHour)) return false;
            count++;
        }
        return count == working.Count;
    }

    /// <summary>In ordinal order; who never completed anything by name is not in it.</summary>
    public IReadOnlyList<PersonRate> Rates()
    {
        var rates = new List<PersonRate>();
        foreach (var person in _people)
        {
            var hours = person.Hours + (_hours - person.Since ?? 0);
            if (person.Completed > 0 && hours > 0) rates.Add(PersonRate.Of(person.Resource, hours, person.Completed));
        }
        return rates;
    }

    /// <summary>A completion takes effect; of somebody who is not known to work here it tells nothing.</summary>
    public void Complete(string? resource, Units units)
    {
        _stretchUnits += units.Value;
        if (resource is null || Find(resource) is not (>= 0 and var place) || _people[place].Since is null) return;
        if (_people[place].Pending == 0) _touched.Add(resource);
        _people[place].Pending += units.Value;
    }

    /// <summary>A stretch of work has ended: so many hours in which everybody had work, or 0 where some had not.</summary>
    public void EndStretch(double hours)
    {
        var named = 0.0;
        foreach (var resource in _touched)
        {
            var person = _people[Find(resource)];
            named += person.Pending;
            if (hours > 0) person.Completed += person.Pending / person.UnitsPerHour;
            person.Pending = 0;
        }
        _touched.Clear();
        if (hours > 0)
        {
            var kept = Math.Min(1, MostUnits / (_units + _stretchUnits + PriorUnits));
            (_units, _namedUnits) = (kept * (_units + _stretchUnits), kept * (_namedUnits + named));
            // Whoever completes without being named is not slow.
            _hours += hours * (PriorUnits + _namedUnits) / (PriorUnits + _units);
        }
        _stretchUnits = 0;
    }

    /// <summary>Who works here from now on.</summary>
    public void Note(PeopleMark mark)
    {
        if (mark.Working is not { } working)
        {
            _people.Clear();
            _touched.Clear();
            (_hours, _stretchUnits, _units, _namedUnits) = (0, 0, 0, 0);
            return;
        }
        foreach (var person in _people) Settle(person);
        foreach (var (resource, unitsPerHour) in working)
        {
            var place = Find(resource);
            if (place < 0) _people.Insert(place = ~place, new PersonTally { Resource = resource, UnitsPerHour = unitsPerHour });
            _people[place].Join(_hours, unitsPerHour);
        }
    }

    private void Settle(PersonTally person)
    {
        person.Hours += _hours - person.Since ?? 0;
        person.Since = null;
        var kept = Math.Min(1, MostHours / Math.Max(person.Hours, 1));
        person.Hours *= kept;
        person.Completed *= kept;
    }

    // Place of a resource; where there is none, the complement of the place that it would have.
    private int Find(string resource)
    {
        var (from, to) = (0, _people.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            var order = string.CompareOrdinal(_people[middle].Resource, resource);
            if (order == 0) return middle;
            if (order < 0) from = middle + 1;
            else to = middle;
        }
        return ~from;
    }
}

/// <summary>What is remembered of one person in a sector.</summary>
[GenerateSerializer, Alias("estimation.personTally")]
internal sealed class PersonTally
{
    [Id(0)] public required string Resource { get; init; }

    /// <summary>The standard rate there, units/h.</summary>
    [Id(1)] public required double UnitsPerHour { get; set; }

    /// <summary>Hours of work before <see cref="Since"/>, and what was completed in all of it, standard hours.</summary>
    [Id(2)] public double Hours { get; set; }
    [Id(3)] public double Completed { get; set; }

    /// <summary>The sector's hours when it came; null while it does not work there.</summary>
    [Id(4)] public double? Since { get; set; }

    /// <summary>Units completed in the stretch that has not ended yet.</summary>
    [Id(5)] public double Pending { get; set; }

    /// <summary>Works there from now on; at another standard rate than before the same work is worth other hours.</summary>
    public void Join(double since, double unitsPerHour)
    {
        Since = since;
        Completed *= UnitsPerHour / unitsPerHour;
        UnitsPerHour = unitsPerHour;
    }
}
