using System.Globalization;
using SyncOps.Cli.Logs;
using SyncOps.Engine.Discovery;
using Xunit;

namespace SyncOps.Tests.Cli.Logs;

public sealed class XesLogTests : IDisposable
{
    private readonly LogFiles _files = new();

    [Fact]
    public void A_start_and_a_complete_make_one_execution_with_the_row_of_the_start()
        => Assert.Equal(
            ["1 c1 Pick Ann 08:00-08:10", "3 c1 Pack Bob 08:12-08:20"],
            Read(Trace("c1", Event("Pick", "start", "08:00", "Ann"), Event("Pick", "complete", "08:10", "Ann"),
                Event("Pack", "start", "08:12", "Bob"), Event("Pack", "complete", "08:20", "Bob"))));

    [Fact]
    public void Of_one_activity_begun_twice_the_first_to_begin_ends_first()
        => Assert.Equal(
            ["1 c1 Pick Ann 08:00-08:10", "2 c1 Pick Ann 08:05-08:20"],
            Read(Trace("c1", Event("Pick", "start", "08:00"), Event("Pick", "start", "08:05"),
                Event("Pick", "complete", "08:10"), Event("Pick", "complete", "08:20"))));

    [Fact]
    public void Instances_pair_before_order_does()
        => Assert.Equal(
            ["1 c1 Pick Ann 08:00-08:20", "2 c1 Pick Ann 08:05-08:10"],
            Read(Trace("c1", Event("Pick", "start", "08:00", instance: "a"), Event("Pick", "start", "08:05", instance: "b"),
                Event("Pick", "complete", "08:10", instance: "b"), Event("Pick", "complete", "08:20", instance: "a"))));

    [Fact]
    public void What_never_ends_and_what_never_began_are_completed_and_reported()
    {
        // Pack's only complete execution took 8 min, so the one without an end ends at 09:08. Of Load nothing is known but its end, and
        // Bob did nothing before: it took the log's median, 8 min too.
        var file = Log(
            Trace("c1", Event("Pack", "start", "08:12"), Event("Pack", "complete", "08:20")),
            Trace("c2", Event("Pack", "start", "09:00"), Event("Load", "COMPLETE", "09:30", "Bob")));

        Assert.Equal(["1 c1 Pack Ann 08:12-08:20", "3 c2 Pack Ann 09:00-09:08", "4 c2 Load Bob 09:22-09:30"], LogFiles.Told(file));
        Assert.Equal(["missingStart:4", "missingEnd:3"], file.Log.Findings.Select(f => $"{f.Code}:{f.Rows[0]}"));
    }

    [Fact]
    public void Other_transitions_are_passed_over_and_without_any_each_event_is_an_end()
        => Assert.Equal(
            ["2 c1 Pick Ann 08:00-08:10", "4 c1 Pack Ann 08:10-08:30"],
            Read(Trace("c1", Event("Pick", "schedule", "07:00"), Event("Pick", "start", "08:00"), Event("Pick", "complete", "08:10"),
                Event("Pack", null, "08:30"))));

    [Fact]
    public void An_event_with_its_own_start_needs_no_partner()
        => Assert.Equal(
            ["1 c1 Pick Ann 08:00-08:10"],
            Read(Trace("c1", Event("Pick", "complete", "08:10").Replace(
                "</event>", "<date key=\"start_timestamp\" value=\"2026-03-02T09:00:00+01:00\"/></event>", StringComparison.Ordinal))));

    [Fact]
    public void Nested_attributes_namespaces_and_globals_are_no_events()
        => Assert.Equal(
            ["1 c1 Pick Ann 08:00-08:10", "2 trace 2 Pick Ann 08:10-08:20"],
            LogFiles.Told(Log(
                "<log xmlns=\"http://www.xes-standard.org/\"><global scope=\"event\"><string key=\"concept:name\" value=\"x\"/></global>",
                Trace("c1", Event("Pick", null, "08:10").Replace(
                    "</event>",
                    "<string key=\"note\" value=\"n\"><string key=\"concept:name\" value=\"Inner\"/></string>"
                    + "<date key=\"start_timestamp\" value=\"2026-03-02T08:00:00Z\"/></event>",
                    StringComparison.Ordinal)),
                "<trace>" + Event("Pick", null, "08:20") + "</trace>")));

    [Fact]
    public void A_document_type_is_refused_so_that_no_log_can_read_our_files()
    {
        var path = _files.Write(
            "log.xes",
            "<!DOCTYPE log [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
            + "<log><trace><string key=\"concept:name\" value=\"&x;\"/></trace></log>");

        var refused = Assert.Throws<LogException>(() => LogFile.Read(path, new ColumnOptions(), new LogReading()));
        Assert.Contains("DTD", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html/>")]
    [InlineData("<log><trace>")]
    [InlineData("no xml")]
    public void What_is_no_log_is_refused(string text)
        => Assert.Throws<LogException>(() => LogFile.Read(_files.Write("log.xes", text), new ColumnOptions(), new LogReading()));

    [Fact]
    public void Gzipped_it_reads_the_same()
    {
        var text = "<log>" + Trace("c1", Event("Pick", "start", "08:00"), Event("Pick", "complete", "08:10")) + "</log>";

        var file = LogFile.Read(_files.Write("log.xes.gz", LogFiles.Gzip(text)), new ColumnOptions(), new LogReading());

        Assert.Equal(["1 c1 Pick Ann 08:00-08:10"], LogFiles.Told(file));
    }

    public void Dispose() => _files.Dispose();

    private static string Trace(string name, params string[] events)
        => $"<trace><string key=\"concept:name\" value=\"{name}\"/>{string.Concat(events)}</trace>";

    private static string Event(string activity, string? transition, string time, string resource = "Ann", string? instance = null)
        => string.Create(CultureInfo.InvariantCulture, $"<event><string key=\"concept:name\" value=\"{activity}\"/>")
            + $"<string key=\"org:resource\" value=\"{resource}\"/><date key=\"time:timestamp\" value=\"2026-03-02T{time}:00.000+00:00\"/>"
            + (transition is null ? "" : $"<string key=\"lifecycle:transition\" value=\"{transition}\"/>")
            + (instance is null ? "" : $"<string key=\"concept:instance\" value=\"{instance}\"/>") + "</event>";

    private string[] Read(string trace) => LogFiles.Told(Log(trace));

    private LogFile Log(params string[] parts)
    {
        var body = string.Concat(parts);
        var text = body.StartsWith("<log", StringComparison.Ordinal) ? body : "<log>" + body;
        return LogFile.Read(_files.Write("log.xes", text + "</log>"), new ColumnOptions(), new LogReading());
    }
}
