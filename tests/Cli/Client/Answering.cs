using System.Net;
using System.Text;

namespace SyncOps.Tests.Cli.Client;

/// <summary>A server in memory: answers each request by a function, or fails the connection when that throws.</summary>
internal sealed class Answering(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>Requests so far, as <c>METHOD /path?query</c>.</summary>
    public List<string> Requests { get; } = [];

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK, string type = "application/json")
        => new(status) { Content = new StringContent(json, Encoding.UTF8, type) };

    public HttpClient Http() => new(this) { BaseAddress = new Uri("http://syncops.test") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        return answer(request, body);
    }
}
