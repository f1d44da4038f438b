using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using SyncOps.Engine.Contract;

namespace SyncOps.Client;

/// <summary>Whether a call that got no answer may be sent again.</summary>
internal enum Resend
{
    /// <summary>Sending twice does what sending once does.</summary>
    Always,

    /// <summary>The edit names its version: a lost "yes" sent again would come back as a "no". Only a 429 is surely not done.</summary>
    OnlyWhenBusy,
}

/// <summary>Sends one call until it is answered or the client's patience ends, and turns refusals into exceptions.</summary>
internal sealed class Transport
{
    private static readonly ResiliencePropertyKey<long> FirstFailure = new("syncops.firstFailure");
    private static readonly ResiliencePropertyKey<Resend> Rule = new("syncops.resend");
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly SyncOpsClientOptions _options;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public Transport(HttpClient http, SyncOpsClientOptions options)
    {
        _http = http;
        _options = options;
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                // The bound is time, not tries: see MayResend.
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = MayResend,
                DelayGenerator = RetryAfter,
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return default;
                },
            })
            .Build();
    }

    /// <summary>The answer, successful. Its content is read only to the headers when <paramref name="streaming"/>.</summary>
    public async Task<HttpResponseMessage> Send(
        Func<HttpRequestMessage> request, Resend resend, CancellationToken cancellation, bool streaming = false)
    {
        var completion = streaming ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(Rule, resend);
        try
        {
            var response = await _pipeline.ExecuteAsync(
                async attempt =>
                {
                    using var message = request();
                    return await _http.SendAsync(message, completion, attempt.CancellationToken);
                },
                context);
            if (!response.IsSuccessStatusCode) throw await Refused(response, cancellation);
            return response;
        }
        catch (Exception failure) when (failure is HttpRequestException || IsTimeout(failure, cancellation))
        {
            throw new SyncOpsException(
                $"No answer from {_http.BaseAddress} within {_options.ResendFor.TotalSeconds:0} s of trying ({failure.Message}). "
                + "Check that the server runs and that the address is right; then send it again.",
                failure);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ValueTask<bool> MayResend(RetryPredicateArguments<HttpResponseMessage> tried)
    {
        var busy = tried.Outcome.Result?.StatusCode == HttpStatusCode.TooManyRequests;
        var away = tried.Outcome.Result?.StatusCode == HttpStatusCode.ServiceUnavailable
            || tried.Outcome.Exception is HttpRequestException
            || IsTimeout(tried.Outcome.Exception, tried.Context.CancellationToken);
        var allowed = busy || (away && tried.Context.Properties.GetValue(Rule, Resend.Always) == Resend.Always);
        if (!allowed) return ValueTask.FromResult(false);

        var now = _options.Time.GetTimestamp();
        var first = tried.Context.Properties.GetValue(FirstFailure, now);
        tried.Context.Properties.Set(FirstFailure, first);
        var resumes = _options.Time.GetElapsedTime(first, now) + LeastPause(tried.Outcome.Result);
        return ValueTask.FromResult(_options.ResendFor > TimeSpan.Zero && resumes <= _options.ResendFor);
    }

    private TimeSpan LeastPause(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } when delta > TimeSpan.Zero => delta,
        { Date: { } date } when date > _options.Time.GetUtcNow() => date - _options.Time.GetUtcNow(),
        _ => TimeSpan.Zero,
    };

    /// <summary>What the server asked for; without it null, which leaves the pause to the back-off.</summary>
    private ValueTask<TimeSpan?> RetryAfter(RetryDelayGeneratorArguments<HttpResponseMessage> tried)
        => ValueTask.FromResult<TimeSpan?>(LeastPause(tried.Outcome.Result) is var pause && pause > TimeSpan.Zero ? pause : null);

    /// <summary>HttpClient tells its own time-out as a cancellation that nobody asked for.</summary>
    private static bool IsTimeout(Exception? failure, CancellationToken cancellation)
        => failure is TaskCanceledException && !cancellation.IsCancellationRequested;

    private static async Task<SyncOpsException> Refused(HttpResponseMessage response, CancellationToken cancellation)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            var problem = Read(text, response.Content.Headers.ContentType);
            return new SyncOpsException(response.StatusCode, problem?.Title, problem?.Detail, problem?.Errors ?? []);
        }
    }

    private static Problem? Read(string text, MediaTypeHeaderValue? type)
    {
        if (type?.MediaType is not ("application/problem+json" or "application/json")) return null;
        try
        {
            return JsonSerializer.Deserialize<Problem>(text, ContractJson.Options);
        }
        catch (JsonException)
        {
            // Something between us and the server answered; its status is all that is known.
            return null;
        }
    }

    private sealed record Problem(string? Title, string? Detail, IReadOnlyList<Fault>? Errors);
}
