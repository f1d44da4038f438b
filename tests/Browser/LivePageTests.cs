using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SyncOps.Tests.Shared;

namespace SyncOps.Tests.Browser;

/// <summary>What a supervisor sees and does on the live floor, against the real host and its demo floor.</summary>
public sealed class LivePageTests(ChromiumFixture chromium, DemoFloorFixture demo) : IClassFixture<DemoFloorFixture>
{
    private const string DecidableCard = "[data-card][data-state=proposed]:has([data-action=accept]:enabled)";
    private const float PageLimitMs = 30_000;
    private const float FirstCardLimitMs = 120_000;
    private const float EffectLimitMs = 60_000;

    [Fact]
    public async Task Accepting_a_card_lowers_the_projected_wait_of_the_sector_it_helps()
    {
        await using var session = await OpenAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = session.Page;
        var card = await FirstCardAsync(page);
        var id = await card.GetAttributeAsync("data-card");
        var helped = await card.GetAttributeAsync("data-helps");
        var tile = page.Locator($"[data-sector='{helped}']");
        await card.Locator(".why summary").ClickAsync();
        Assert.Matches("One more person|Work places", await card.Locator(".why").InnerTextAsync());
        Assert.Contains("min away", await card.Locator(".actions").InnerTextAsync(), StringComparison.Ordinal);
        await session.PictureAsync("before-accept");
        var versionBefore = await NumberAsync(tile, "data-version");
        var peakBefore = await NumberAsync(tile, "data-peak-wait");

        await card.Locator("[data-action=accept]").ClickAsync();

        await page.Locator($"[data-card='{id}']:not([data-state=proposed]):not([data-state=snoozed])").First
            .WaitForAsync(new() { Timeout = PageLimitMs });
        Assert.Contains(await page.Locator($"[data-card='{id}']").First.GetAttributeAsync("data-state"), CarriedOut);
        await page.WaitForFunctionAsync(
            """
            ([sector, version, peak]) => {
              const tile = document.querySelector(`[data-sector="${sector}"]`);
              return Number(tile.dataset.version) > version && Number(tile.dataset.peakWait) < peak;
            }
            """,
            new object?[] { helped, versionBefore, peakBefore },
            new() { Timeout = EffectLimitMs });
        await session.PictureAsync("after-accept");
    }

    [Fact]
    public async Task A_phone_shows_the_floor_without_scrolling_sideways()
    {
        await using var session = await OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 360, Height = 740 },
            HasTouch = true,
        });
        await session.PictureAsync("phone");

        var excess = await session.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

        Assert.Equal(0, excess);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_follows_the_colour_scheme_and_has_no_serious_accessibility_faults(ColorScheme scheme)
    {
        await using var session = await OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 1920, Height = 1080 },
            ColorScheme = scheme,
        });
        await session.PictureAsync($"wallboard-{scheme}");

        var ground = await session.Page.EvaluateAsync<int[]>(
            @"getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number)");
        var faults = (await session.Page.RunAxe()).Violations.Where(fault => fault.Impact is "serious" or "critical").ToList();

        // The three channels of the background lie far on one side of the middle (128).
        Assert.All(ground.Take(3), channel => Assert.Equal(scheme == ColorScheme.Dark, channel < 128));
        Assert.True(
            faults.Count == 0,
            string.Join('\n', faults.SelectMany(fault => fault.Nodes, (fault, node) => $"{fault.Help}: {node.Html}")));
    }

    [Fact]
    public async Task A_page_whose_host_dies_greys_out_with_its_time_in_sight_and_lives_again_with_the_host()
    {
        var browser = chromium.Browser;
        var cancellation = TestContext.Current.CancellationToken;
        await using var silo = await SiloProcess.StartAsync([], cancellation);
        await using var session = await OpenAsync(browser, silo.Address, new BrowserNewContextOptions());
        var page = session.Page;

        await silo.KillAsync();

        await page.Locator("[data-connection=stale], [data-connection=reconnecting]").WaitForAsync(new() { Timeout = PageLimitMs });
        await session.PictureAsync("stale");
        Assert.Matches(@"^\d\d:\d\d:\d\d", await page.Locator("[data-part=clock]").InnerTextAsync());
        Assert.Equal(0, await page.Locator("[data-card] [data-action]:enabled").CountAsync());

        await silo.RunAsync(cancellation);

        await page.Locator("[data-connection=live]").WaitForAsync(new() { Timeout = PageLimitMs });
    }

    private static readonly string[] CarriedOut = ["accepted", "inProgress", "done", "verified"];

    private async Task<PageSession> OpenAsync(BrowserNewContextOptions options)
    {
        var browser = chromium.Browser;     // First, so that a missing browser skips the test before a host is started for it.
        return await OpenAsync(browser, await demo.StartAsync(TestContext.Current.CancellationToken), options);
    }

    private static async Task<PageSession> OpenAsync(IBrowser browser, Uri host, BrowserNewContextOptions options)
    {
        var session = await PageSession.OpenAsync(browser, options);
        await session.Page.GotoAsync(new Uri(host, "/?site=demo").ToString(), new() { Timeout = PageLimitMs });
        await session.Page.Locator("[data-connection=live] [data-sector][data-wait]").First.WaitForAsync(new() { Timeout = PageLimitMs });
        return session;
    }

    /// <summary>The first card that can be decided now. A later card may push it down, so it is held by its id.</summary>
    private async Task<ILocator> FirstCardAsync(IPage page)
    {
        var first = page.Locator(DecidableCard).First;
        try
        {
            await first.WaitForAsync(new() { Timeout = FirstCardLimitMs });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No card to decide within {FirstCardLimitMs / 1000} s. The host wrote last:\n{demo.Output}");
        }

        return page.Locator($"[data-card='{await first.GetAttributeAsync("data-card")}']").First;
    }

    private static async Task<double> NumberAsync(ILocator element, string attribute)
        => double.Parse(await element.GetAttributeAsync(attribute) ?? "NaN", CultureInfo.InvariantCulture);
}
