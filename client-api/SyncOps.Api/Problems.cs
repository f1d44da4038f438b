using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SyncOps.Engine.Contract;

namespace SyncOps.Api;

/// <summary>Refusals as RFC 9457 problem documents: a status, a sentence with the way out, and every fault with its JSON path.</summary>
internal static class Problems
{
    /// <param name="refusal">Why.</param>
    /// <param name="retryAfterSeconds">How long a client is asked to wait before it sends again, where that helps.</param>
    public static IResult From(Refusal refusal, int retryAfterSeconds = 1) => refusal.Kind switch
    {
        RefusalKind.NotFound => Of(StatusCodes.Status404NotFound, "Not found", refusal),
        RefusalKind.Invalid => Of(StatusCodes.Status422UnprocessableEntity, "The input breaks a rule", refusal),
        RefusalKind.VersionRequired => Of(StatusCodes.Status428PreconditionRequired, "Say which version you edited", refusal),
        RefusalKind.VersionStale => Of(StatusCodes.Status412PreconditionFailed, "The version has moved on", refusal),
        RefusalKind.Conflict => Of(StatusCodes.Status409Conflict, "The present state forbids it", refusal),
        RefusalKind.Busy => Later(StatusCodes.Status429TooManyRequests, "Too much is waiting", refusal, retryAfterSeconds),
        _ => Later(StatusCodes.Status503ServiceUnavailable, "Storage is not available", refusal, retryAfterSeconds),
    };

    public static IResult Invalid(params IReadOnlyList<Fault> faults) => From(Refusal.Invalid(faults));

    public static IResult NotFound(string reason) => From(new Refusal(RefusalKind.NotFound, reason));

    public static IResult TooLarge(int limitBytes) => Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", new Refusal(
        RefusalKind.Invalid, $"A body may have at most {limitBytes:N0} bytes: split it into several requests."));

    public static IResult UnsupportedMediaType(string? given, string expected) => Of(
        StatusCodes.Status415UnsupportedMediaType, "The content type is not understood",
        new Refusal(RefusalKind.Invalid, $"Content-Type is {(given is null ? "missing" : $"'{given}'")}: send {expected}."));

    /// <summary>A status with one sentence.</summary>
    public static IResult Bare(int status, string detail)
        => Of(status, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), new Refusal(RefusalKind.Invalid, detail));

    private static IResult Later(int status, string title, Refusal refusal, int seconds)
        => new RetryLater(Of(status, title, refusal), seconds);

    private static IResult Of(int status, string title, Refusal refusal)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = refusal.Reason };
        if (refusal.Faults is { Count: > 0 } faults) problem.Extensions["errors"] = faults;
        return Answers.Brief(problem, status, "application/problem+json");
    }

    private sealed class RetryLater(IResult inner, int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString();
            return inner.ExecuteAsync(httpContext);
        }
    }
}
