using SyncOps.Cli.Logs;
using SyncOps.Engine.Discovery;
using Xunit;

namespace SyncOps.Tests.Cli.Logs;

public sealed class CsvLogTests : IDisposable
{
    private const string Plain = "case,activity,resource,start,end\nc1,Pick,Ann,2026-03-02T08:00:00Z,2026-03-02T08:10:00Z\n";

    private readonly LogFiles _files = new();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_delimiter_is_found(char delimiter)
        => Assert.Equal(["1 c1 Pick Ann 08:00-08:10"], Read("log.csv", Plain.Replace(',', delimiter)));

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text()
        => Assert.Equal(["1 c1 Pick Ann 08:00-08:10"], Read("log.csv", "\uFEFF" + Plain.ReplaceLineEndings("\r\n")));

    [Fact]
    public void Quoted_fields_hold_delimiters_line_breaks_and_doubled_quotes_and_spaces_stay()
    {
        var log = Log(
            "log.csv",
            "case,activity,resource,start,end\n\"c,1\",\" Turn \"\"A\"\",\nB\",Ann,2026-03-02T08:00:00Z,2026-03-02T08:10:00Z\n");

        Assert.Equal(("c,1", " Turn \"A\",\nB"), (log.Log.Executions[0].Case, log.Log.Executions[0].Activity));
    }

    [Fact]
    public void Short_rows_have_no_end_and_mixed_offsets_are_one_time_line()
        => Assert.Equal(
            ["1 c1 Pick Ann 08:00-08:10", "2 c2 Pick Ann 08:10-08:20"],
            Read(
                "log.csv",
                "case,activity,resource,start,end\nc1,Pick,Ann,2026-03-02 10:00:00+02:00,2026-03-02 11:10:00+03:00\n"
                + "c2,Pick,Ann,2026-03-02T08:10:00Z\n"));

    [Fact]
    public void Usual_column_names_are_found_and_given_ones_win()
    {
        const string Text = "Case ID,Activity Name,Worker,Complete Timestamp,Step\nc1,Pick,Ann,2026-03-02T08:10:00Z,Reach\n";

        Assert.Equal("Pick", Log("a.csv", Text).Log.Executions[0].Activity);
        Assert.Equal("Reach", Log("b.csv", Text, new ColumnOptions(Activity: "Step")).Log.Executions[0].Activity);
    }

    [Fact]
    public void A_missing_column_is_told_with_the_option_and_the_columns_there_are()
    {
        var unknown = Assert.Throws<LogException>(() => Log("a.csv", "what,activity,end\n1,2,3\n"));
        var misnamed = Assert.Throws<LogException>(() => Log("b.csv", Plain, new ColumnOptions(Resource: "who")));

        Assert.Equal(
            "No column of the log is known to hold a case: name it with --case. Its columns: 'what', 'activity', 'end'.", unknown.Message);
        Assert.StartsWith("The log has no column 'who' (--resource).", misnamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_refused()
        => Assert.Contains(
            "never closed",
            Assert.Throws<LogException>(() => Log("a.csv", Plain + "c2,\"Pick,Ann,2026-03-02T08:10:00Z,2026-03-02T08:20:00Z\n")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_is_refused() => Assert.Throws<LogException>(() => Log("a.csv", ""));

    [Fact]
    public void A_gzipped_log_has_the_name_of_its_plain_bytes()
    {
        var plain = Log("log.csv", Plain);
        var packed = LogFile.Read(_files.Write("log.csv.gz", LogFiles.Gzip(Plain)), new ColumnOptions(), new LogReading());

        // printf of the two lines above through sha256sum.
        Assert.Equal("75755e7fec306fece09a7afab76557c8893db5776c68786fd07d5a14b6d8a0b5", plain.Sha256);
        Assert.Equal(plain.Sha256, packed.Sha256);
        Assert.Equal(LogFiles.Told(plain), LogFiles.Told(packed));
    }

    [Fact]
    public void A_gzipped_log_that_is_cut_short_is_refused_wherever_the_cut_is()
    {
        var whole = LogFiles.Gzip(Plain);
        // Ten bytes of header; the last eight are the check sum and the size, without which what was read may be anything.
        for (var length = 10; length < whole.Length; length++)
        {
            var path = _files.Write("log.csv.gz", whole[..length]);

            var refused = Assert.Throws<LogException>(() => LogFile.Read(path, new ColumnOptions(), new LogReading()));
            Assert.Contains("cut short or damaged", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_to_exclude_that_no_row_has_is_told()
    {
        var file = LogFile.Read(
            _files.Write("log.csv", Plain), new ColumnOptions(), new LogReading { Exclude = ["pick", "Start"] });

        var finding = Assert.Single(file.Log.Findings, f => f.Code == "unmetExclude");
        Assert.Equal((2, 0), (finding.Count, finding.Rows.Count));
        Assert.StartsWith("To be excluded but in no row: 'Start', 'pick'.", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_gzip_file_is_refused()
    {
        var path = _files.Write("log.csv.gz", [.. LogFiles.Gzip(Plain)[..20], .. Enumerable.Repeat((byte)0xFF, 40)]);

        Assert.Throws<LogException>(() => LogFile.Read(path, new ColumnOptions(), new LogReading()));
    }

    public void Dispose() => _files.Dispose();

    private string[] Read(string name, string text) => LogFiles.Told(Log(name, text));

    private LogFile Log(string name, string text, ColumnOptions? columns = null)
        => LogFile.Read(_files.Write(name, text), columns ?? new ColumnOptions(), new LogReading());
}
