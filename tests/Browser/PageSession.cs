using Microsoft.Playwright;

namespace SyncOps.Tests.Browser;

/// <summary>One page in a browser context of its own. Its pictures go to the folder <c>TestResults</c> beside the built tests.</summary>
internal sealed class PageSession : IAsyncDisposable
{
    private PageSession(IPage page) => Page = page;

    public IPage Page { get; }

    public static async Task<PageSession> OpenAsync(IBrowser browser, BrowserNewContextOptions options)
    {
        var context = await browser.NewContextAsync(options);
        return new PageSession(await context.NewPageAsync());
    }

    /// <summary>Keeps what the page looks like now, to look at when a test fails.</summary>
    public Task PictureAsync(string name)
        => Page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "TestResults", $"{name}.png") });

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
