using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

/// <summary>A test that talks with tills: each is a real process, which writes into the test's ledger.</summary>
public abstract class TillTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private readonly List<McpServers> _servers = [];

    protected TillTest() => Ledger = new Ledger(FileOf("ledger"));

    protected static string Host { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    protected static string WorkerProgram { get; } = typeof(Ledger).Assembly.Location;

    protected Ledger Ledger { get; }

    protected ListLogger Logger { get; } = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var servers in _servers)
            await servers.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string FileOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>What a till needs to know, for a server that a test sets up otherwise.</summary>
    protected StdioMcpServer Told(StdioMcpServer till)
    {
        till.Environment[Ledger.Variable] = Ledger.Path;
        return till;
    }

    protected StdioMcpServer NewTill() => Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve"));

    /// <summary>Starts a process with an agent on a session: it runs a turn, or, without input, goes on with the one before.</summary>
    protected Process StartAgent(string file, params string[] input) =>
        Process.Start(new ProcessStartInfo(Host, ["exec", WorkerProgram, "agent", file, Ledger.Path, .. input]) { RedirectStandardOutput = true })!;

    /// <summary>Keeps servers until the end of the test.</summary>
    protected McpServers Keep(params McpServer[] servers)
    {
        var kept = new McpServers(Logger);
        foreach (var server in servers)
            kept.Add(server);
        _servers.Add(kept);
        return kept;
    }

    /// <summary>Looks until something has come true that another process does in its own time.</summary>
    protected static async Task UntilAsync(Func<bool> isTrue)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isTrue())
            await Task.Delay(10, limit.Token);
    }

    /// <summary>Calls a tool as an agent would, without one.</summary>
    protected static async Task<object?> CallAsync(McpServer server, string tool, params (string Name, object? Value)[] arguments) =>
        await ((AIFunction)(await server.GetToolsAsync(Stop)).Single(found => found.Name == tool)).InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(argument => argument.Name, argument => argument.Value)), Stop);
}
