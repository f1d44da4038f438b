using System.Net;
using System.Text.Json.Nodes;

namespace SyncOps.Tests.Cluster;

/// <summary>An HTTP answer with its JSON body read.</summary>
public sealed record Answer(int Status, string? ContentType, JsonNode? Json, string Text, string? ETag, string? RetryAfter)
{
    public static async Task<Answer> Of(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var type = response.Content.Headers.ContentType?.MediaType;
            var json = type is not null && type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : null;
            var retry = response.Headers.RetryAfter?.ToString();
            return new Answer((int)response.StatusCode, type, json, text, response.Headers.ETag?.ToString(), retry);
        }
    }

    /// <summary>The document of a success; anything else fails the test with what came instead.</summary>
    public JsonNode Ok()
    {
        Assert.True(Status is (int)HttpStatusCode.OK or (int)HttpStatusCode.Created, $"{Status}: {Text}");
        return Json!;
    }

    /// <summary>A problem document of this status, with a sentence in it and never a server's fault.</summary>
    public Answer IsProblem(int status)
    {
        Assert.True(Status == status, $"{status} expected, {Status}: {Text}");
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(status, (int)Json!["status"]!);
        Assert.NotEqual("", (string?)Json["title"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)Json["detail"]), Text);
        return this;
    }

    /// <summary>A 422 that names this rule, and this place where one is given.</summary>
    public Answer IsFault(string code, string? path = null)
    {
        IsProblem(422);
        var faults = Json!["errors"]?.AsArray() ?? throw new InvalidOperationException($"No errors: {Text}");
        Assert.All(faults, f => Assert.False(string.IsNullOrWhiteSpace((string?)f!["reason"]), Text));
        Assert.True(
            faults.Any(f => (string?)f!["code"] == code && (path is null || (string?)f["path"] == path)),
            $"{code} at {path ?? "any path"} expected: {Text}");
        return this;
    }
}
