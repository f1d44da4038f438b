using System.Xml;
using SyncOps.Engine.Discovery;

namespace SyncOps.Cli.Logs;

/// <summary>A log in XES (IEEE 1849): traces of events, where a start and a complete of one activity make one execution.</summary>
internal static class XesLog
{
    private const string Name = "concept:name";
    private const string Transition = "lifecycle:transition";

    /// <summary>
    /// Every execution, trace by trace. Its row is the place of its first event in the file, from 1. Events of other transitions
    /// (schedule, suspend, resume, ...) are passed over. Column options name attributes; an event that carries its own start
    /// (<c>start_timestamp</c>) needs no partner.
    /// </summary>
    public static IEnumerable<LogRow> Rows(Stream stream, ColumnOptions given)
    {
        var names = new Attributes(
            given.Case ?? Name, given.Activity ?? Name, given.Resource ?? "org:resource", given.Start ?? "start_timestamp",
            given.End ?? "time:timestamp");
        var settings = new XmlReaderSettings
        {
            // A log needs no document type, and one from a stranger may use it to read our files or fill our memory.
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            IgnoreProcessingInstructions = true,
        };
        using var xml = XmlReader.Create(stream, settings);
        var events = 0;
        var traces = 0;
        xml.MoveToContent();
        if (xml.LocalName != "log") throw new LogException($"The file holds <{xml.LocalName}>, not the <log> of an event log.");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "trace") continue;
            traces++;
            foreach (var row in Trace(xml, names, $"trace {traces}", ref events)) yield return row;
        }
    }

    private static List<LogRow> Trace(XmlReader xml, Attributes names, string unnamed, ref int events)
    {
        var steps = new List<Step>();
        string? name = null;
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (xml.Read() && xml.Depth > depth)
            {
                if (xml.NodeType != XmlNodeType.Element || xml.Depth != depth + 1) continue;
                if (xml.LocalName == "event") steps.Add(Event(xml, names, ++events));
                else if (xml.GetAttribute("key") == names.Case) name = xml.GetAttribute("value");
            }
        }
        return Executions(steps, name ?? unnamed);
    }

    private static Step Event(XmlReader xml, Attributes names, int number)
    {
        var step = new Step(number);
        if (xml.IsEmptyElement) return step;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != depth + 1) continue;
            var value = xml.GetAttribute("value");
            var key = xml.GetAttribute("key");
            if (key == names.Activity) step.Activity = value;
            if (key == names.Resource) step.Resource = value;
            if (key == names.Start) step.Start = value;
            if (key == names.End) step.Time = value;
            if (key == Transition) step.Transition = value?.ToLowerInvariant();
            if (key == "concept:instance") step.Instance = value;
        }
        return step;
    }

    /// <summary>
    /// A complete ends the earliest open start of its activity, and of its instance where both name one. What stays open has no end; a
    /// complete without a start has only its end.
    /// </summary>
    private static List<LogRow> Executions(List<Step> steps, string trace)
    {
        var rows = new List<LogRow>();
        var open = new List<Step>();
        foreach (var step in steps)
        {
            if (step.Transition == "start")
            {
                open.Add(step);
            }
            else if (step.Start is not null)
            {
                rows.Add(new LogRow(step.Number, trace, step.Activity, step.Resource, step.Start, step.Time));
            }
            else if (step.Transition is null or "" or "complete")
            {
                var begun = open.FindIndex(s => s.Activity == step.Activity && s.Instance == step.Instance);
                if (begun < 0)
                {
                    rows.Add(new LogRow(step.Number, trace, step.Activity, step.Resource, null, step.Time));
                    continue;
                }
                var start = open[begun];
                open.RemoveAt(begun);
                rows.Add(new LogRow(start.Number, trace, step.Activity, step.Resource ?? start.Resource, start.Time, step.Time));
            }
        }
        rows.AddRange(open.Select(s => new LogRow(s.Number, trace, s.Activity, s.Resource, s.Time, null)));
        return rows;
    }

    private sealed record Attributes(string Case, string Activity, string Resource, string Start, string End);

    private sealed class Step(int number)
    {
        public int Number { get; } = number;
        public string? Activity { get; set; }
        public string? Resource { get; set; }
        public string? Start { get; set; }
        public string? Time { get; set; }
        public string? Transition { get; set; }
        public string? Instance { get; set; }
    }
}
