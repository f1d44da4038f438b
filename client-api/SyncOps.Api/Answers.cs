using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SyncOps.Engine.Contract;

namespace SyncOps.Api;

/// <summary>Documents and pages of documents as JSON, with entity tags where they are edited.</summary>
internal static class Answers
{
    public const int MaxPage = 500;

    public static IResult Ok<T>(T document) => Results.Json(document, ContractJson.Options);

    /// <summary>
    /// A document of a few bytes, made in one piece and sent with its length: for answers that are given thousands of times a second.
    /// </summary>
    public static IResult Brief<T>(T document, int status = StatusCodes.Status200OK, string type = "application/json; charset=utf-8")
        => new InOnePiece(JsonSerializer.SerializeToUtf8Bytes(document, ContractJson.Options), status, type);

    /// <summary>A stored document with its version as entity tag: 201 when it is new, else 200.</summary>
    public static IResult Versioned<T>(HttpContext context, T document, long version, bool created = false)
    {
        context.Response.Headers.ETag = $"\"{version}\"";
        return Results.Json(document, ContractJson.Options, statusCode: created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>An outcome as its document or its problem.</summary>
    public static IResult From<T>(Outcome<T> outcome) => outcome.Refusal is { } refusal ? Problems.From(refusal) : Ok(outcome.Value);

    /// <summary>One page of items in id order. <c>limit</c> is 1 to 500; <c>next</c> is what the page before ended with.</summary>
    public static IResult Page<T>(HttpRequest request, IReadOnlyList<T> inOrder, Func<T, string> id)
        => Page(request, inOrder, id, IsBefore(request, id));

    /// <summary>
    /// One page of what is made from items, by their ids: only what is on the page is made, so that a page of a large floor costs no more
    /// than one of a small floor.
    /// </summary>
    public static async Task<IResult> Page<TItem, T>(
        HttpRequest request, IReadOnlyList<TItem> inOrder, Func<TItem, string> id, Func<IReadOnlyList<TItem>, Task<T[]>> make)
    {
        var (items, next, refusal) = Slice(request, inOrder, id, IsBefore(request, id));
        return refusal ?? Ok(new Page<T>(await make(items), next));
    }

    /// <summary>One page of versions, newest first. A token that is no version of ours begins at the newest.</summary>
    public static IResult Versions<T>(HttpRequest request, IReadOnlyList<T> newestFirst, Func<T, long> version)
    {
        var isAfter = long.TryParse(request.Query["next"].FirstOrDefault(), out var after);
        return Page(request, newestFirst, item => $"{version(item)}", item => isAfter && version(item) >= after);
    }

    private static IResult Page<T>(HttpRequest request, IReadOnlyList<T> inOrder, Func<T, string> token, Func<T, bool> isBefore)
    {
        var (items, next, refusal) = Slice(request, inOrder, token, isBefore);
        return refusal ?? Ok(new Page<T>(items, next));
    }

    private static Func<T, bool> IsBefore<T>(HttpRequest request, Func<T, string> id)
    {
        var after = request.Query["next"].FirstOrDefault();
        return item => after is not null && string.CompareOrdinal(id(item), after) <= 0;
    }

    private static (IReadOnlyList<T> Items, string? Next, IResult? Refusal) Slice<T>(
        HttpRequest request, IReadOnlyList<T> inOrder, Func<T, string> token, Func<T, bool> isBefore)
    {
        var limit = MaxPage;
        if (request.Query["limit"].FirstOrDefault() is { } text && (!int.TryParse(text, out limit) || limit is < 1 or > MaxPage))
        {
            return ([], null, Problems.Invalid(new Fault("limit", FaultCodes.OutOfRange,
                $"limit is '{text}': give a whole number from 1 to {MaxPage}.")));
        }
        var left = inOrder.SkipWhile(isBefore).Take(limit + 1).ToList();
        var items = left.Take(limit).ToList();
        return (items, left.Count > limit ? token(items[^1]) : null, null);
    }

    /// <summary>The version that <c>If-Match</c> names: null when absent or <c>*</c>; a refusal when it is no version of ours.</summary>
    public static (long? Version, IResult? Refusal) IfMatch(HttpRequest request)
    {
        var text = request.Headers.IfMatch.ToString();
        if (text is "" or "*") return (null, null);
        return long.TryParse(text.Trim('"'), out var version)
            ? (version, null)
            : (null, Problems.From(new Refusal(
                RefusalKind.VersionStale, $"If-Match is {text}, which is no version of this document: send the ETag of the last GET.")));
    }

    private sealed class InOnePiece(byte[] json, int status, string type) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            (response.StatusCode, response.ContentType, response.ContentLength) = (status, type, json.Length);
            return response.BodyWriter.WriteAsync(json, httpContext.RequestAborted).AsTask();
        }
    }
}

/// <summary>Items in id order, and the token that the next page starts after; null at the end.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
