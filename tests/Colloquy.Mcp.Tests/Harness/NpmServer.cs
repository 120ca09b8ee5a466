using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy.Mcp.Tests;

/// <summary>The MCP servers from npm, which test.sh installs.</summary>
internal static partial class NpmServer
{
    public static string Everything => Find("server-everything");

    public static string Memory => Find("server-memory");

    /// <summary>Starts the server of everything as a process of its own that listens on a port of this machine; 0 for a free one.</summary>
    public static async Task<HttpProcess> ListenAsync(int port, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", ["--require", Path.Combine(Root, "tests", "Colloquy.Mcp.Tests", "npm", "loopback.cjs"), Everything, "streamableHttp"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (Listening.Match(line) is not { Success: true } listening)
                continue;

            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new HttpProcess(process, int.Parse(listening.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        throw new InvalidOperationException("The server of everything ended before it listened.");
    }

    private static string Root { get; } = FindRoot();

    private static string Find(string package)
    {
        var path = Path.Combine(Root, "artifacts", "mcp-servers", "node_modules", "@modelcontextprotocol", package, "dist", "index.js");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{package} is not installed. Run tests/Colloquy.Mcp.Tests/npm/install.sh once; test.sh does.", path);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }

    [GeneratedRegex(@"^listening on port (\d+)$")]
    private static partial Regex Listening { get; }
}

/// <summary>A server that is reached over HTTP, until it is killed.</summary>
internal sealed class HttpProcess(Process process, int port) : IAsyncDisposable
{
    public int Port => port;

    public Uri Endpoint { get; } = new($"http://127.0.0.1:{port}/mcp");

    /// <summary>Kills the process as kill -9 does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
