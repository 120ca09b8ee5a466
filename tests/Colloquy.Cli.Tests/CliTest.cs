using System.Text.Json;
using Colloquy.Models;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>A folder of its own for each test, and the command line run in this process.</summary>
public abstract class CliTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-cli-tests-");

    /// <summary>The version of the packages.</summary>
    protected static string Version { get; } = typeof(CommandLine).Assembly.GetName().Version!.ToString(3);

    protected string Folder => _folder.FullName;

    protected string StorePath => Path.Combine(Folder, "store.db");

    private protected Dictionary<string, string?> Variables { get; } = new() { ["COLLOQUY_MODEL"] = "offline" };

    private protected Interrupts Interrupts { get; } = new();

    private protected int Height { get; set; } = 40;

    /// <summary>Whether pictures can be drawn over each other in the window.</summary>
    private protected bool Redraws { get; set; }

    private protected int Width { get; set; } = 100;

    /// <summary>What the command finds on standard input when it reads bytes.</summary>
    private protected string Input { get; set; } = "";

    /// <summary>The folder that the command runs in; null for the folder of the test.</summary>
    private protected string? CurrentFolder { get; set; }

    private protected IChatClient? Model { get; set; }

    private protected IReadOnlyList<AITool> Tools { get; set; } = [];

    /// <summary>The model that finds memories by their meaning; null for that of a folder.</summary>
    private protected IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; set; }

    private protected TimeProvider Time { get; set; } = TimeProvider.System;

    public void Dispose()
    {
        Interrupts.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a command on the test's store, with its output going to a pipe.</summary>
    private protected Task<CliResult> RunAsync(params string[] args) => RunAsync("", args);

    private protected Task<CliResult> RunAsync(string input, string[] args) => RunAsync(new StringReader(input), interactive: false, args);

    private protected async Task<CliResult> RunAsync(TextReader input, bool interactive, string[] args, StringWriter? output = null, bool colour = false)
    {
        output ??= new StringWriter();
        var error = new StringWriter();
        var host = new CliHost
        {
            Terminal = new Terminal { Input = input, Output = output, Error = error, IsInteractive = interactive, IsWindow = interactive, CanRedraw = interactive && Redraws, HasColour = colour, Width = () => Width, Height = () => Height },
            Interrupts = Interrupts,
            Environment = name => Variables.GetValueOrDefault(name),
            DataFolder = Path.Combine(Folder, "data"),
            CurrentFolder = CurrentFolder ?? Folder,
            Time = Time,
            Tools = Tools,
            OpenInput = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Input)),
            OpenEmbeddings = host => Embeddings ?? LocalEmbeddings.Open(host),
            OpenModel = (name, options) => Model ?? ChatModels.Create(name, options),
        };
        string[] all = args.Contains("--store") || Variables.ContainsKey("COLLOQUY_STORE") || args.Contains("--default-store") ? [.. args.Where(arg => arg != "--default-store")] : [.. args, "--store", StorePath];
        var exitCode = await CommandLine.RunAsync(all, host).WaitAsync(TimeSpan.FromSeconds(60));
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    private protected async Task<JsonElement> RunJsonAsync(params string[] args)
    {
        var result = await RunAsync([.. args, "--json"]);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return JsonElement.Parse(result.Output);
    }

    private protected static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(field => field.Name);

    private protected Task<SqliteSessionStore> OpenStoreAsync(TimeProvider? time = null) =>
        SqliteSessionStore.OpenAsync(StorePath, new SqliteSessionStoreOptions { TimeProvider = time ?? TimeProvider.System });

    /// <summary>Adds a session with a turn for each text.</summary>
    private protected async Task SeedAsync(SessionKey key, params string[] texts)
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(key);
        foreach (var text in texts)
            await session.AddAsync([new ChatMessage(ChatRole.User, text), new ChatMessage(ChatRole.Assistant, $"Answer to {text}")]);
    }
}

/// <summary>What a command did.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
