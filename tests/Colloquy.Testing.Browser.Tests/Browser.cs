using Microsoft.Playwright;

namespace Colloquy.Testing.Browser.Tests;

/// <summary>A real browser, shared by the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("COLLOQUY_CHROMIUM") ?? Array.Find(Places, File.Exists) ?? throw new InvalidOperationException("No Chromium was found. Run ./test.sh, which installs it, or set COLLOQUY_CHROMIUM to its path.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a file as a person does, without a network.</summary>
    internal async Task<IPage> OpenAsync(string file, Screen screen)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = screen.Width, Height = screen.Height },
            ColorScheme = screen.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = screen.Scripts,
            Offline = true,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        if (screen.IsPrint)
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await page.GotoAsync($"file://{file}", new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return page;
    }
}

/// <summary>A screen, or a sheet of paper.</summary>
internal sealed record Screen(int Width, int Height, bool IsDark = false, bool IsPrint = false, bool Scripts = true)
{
    public static Screen Of(string name) => name switch
    {
        "phone" => new(390, 844),
        "phone-dark" => new(390, 844, IsDark: true),
        "laptop" => new(1366, 768),
        "laptop-dark" => new(1366, 768, IsDark: true),
        "print" => new(794, 1123, IsPrint: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
