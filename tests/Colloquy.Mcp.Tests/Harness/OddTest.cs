using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

/// <summary>A test that talks with servers which answer with raw JSON: a process, and over HTTP with bodies or events.</summary>
public abstract class OddTest : TillTest
{
    private readonly List<IDisposable> _listeners = [];

    protected OddTest()
    {
        Directory.CreateDirectory(FileOf("replies"));
        Replies = new RawReplies(FileOf("replies"));
    }

    public static TheoryData<string> Transports => ["process", "body", "events"];

    protected RawReplies Replies { get; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var listener in _listeners)
            listener.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A server that answers what <see cref="Replies"/> holds.</summary>
    protected McpServer NewOdd(string transport = "body", double timeout = 60, bool prompts = false)
    {
        var limit = TimeSpan.FromSeconds(timeout);
        McpServer server;
        if (transport == "process")
        {
            var process = new StdioMcpServer("odd", Host, "exec", WorkerProgram, "raw") { CallTimeout = limit, PromptTools = prompts, StartAttempts = 1 };
            process.Environment[RawReplies.Variable] = FileOf("replies");
            server = process;
        }
        else
        {
            var listener = new RawHttpServer(Replies, transport == "events");
            _listeners.Add(listener);
            server = new HttpMcpServer("odd", listener.Endpoint) { CallTimeout = limit, PromptTools = prompts, StartAttempts = 1 };
        }

        Keep(server);
        return server;
    }

    protected static async Task<string> AskAsync(McpServer server) => Show(await CallAsync(server, "odd_ask"));

    protected static async Task<IEnumerable<string>> NamesOfAsync(McpServer server) =>
        (await server.GetToolsAsync(Stop)).Select(tool => tool.Name).Where(name => !name.EndsWith("_resource", StringComparison.Ordinal) && !name.EndsWith("_resources", StringComparison.Ordinal));

    /// <summary>What a model sees of a result.</summary>
    protected static string Show(object? result) => result switch
    {
        JsonElement json => json.GetRawText(),
        IEnumerable<AIContent> contents => string.Join(" | ", contents.Select(content => content is DataContent data ? $"<{data.MediaType} {data.Data.Length}>" : content.ToString())),
        _ => result?.ToString() ?? "null",
    };

    protected IEnumerable<string> Warnings
    {
        get
        {
            lock (Logger.Lines)
                return [.. Logger.Lines.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal))];
        }
    }
}
