using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SyncOps.Tests.Browser.ChromiumFixture))]

namespace SyncOps.Tests.Browser;

/// <summary>
/// One installed Chromium for all tests: <c>CHROMIUM</c> names it, otherwise Debian's. Tests that need it skip themselves where there is
/// none; they never download one.
/// </summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable() is not { } executable) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Flags });
    }

    /// <summary>The running browser. Skips the calling test when no Chromium is installed.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, "No Chromium here: install it (apt-get install chromium) or name it in CHROMIUM.");
            return _browser;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Executable()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"CHROMIUM names {named}, which does not exist.", named);
        return Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);
    }
}
