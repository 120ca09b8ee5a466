using Colloquy.Models;
using Colloquy.Sqlite;
using Colloquy.Storage.Conformance;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code that only the READMEs of packages show, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class PackageReadmeSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-package-");
    private readonly TextWriter _output = Console.Out;
    private readonly string? _model = Environment.GetEnvironmentVariable(ChatModels.DefaultVariable);

    [Fact]
    public async Task The_example_of_the_core_answers()
    {
        using var inside = new WorkingFolder(_folder);
        using var printed = new StringWriter();
        Console.SetOut(printed);
        Environment.SetEnvironmentVariable(ChatModels.DefaultVariable, "offline");

        // snippet: package-colloquy
        await using var store = await SqliteSessionStore.OpenAsync("workshop.db");
        var session = await store.OpenAsync(new SessionKey("hall-2", user: "ines"));

        var agent = new Agent(ChatModels.Create()) { Name = "desk", Instructions = "You plan the work of a machine shop." };

        var answer = await agent.RunAsync("Put 'Grease the lathe' on the list", session);
        Console.WriteLine(answer.Text);

        // snippet: end
        Assert.Contains("Grease the lathe", printed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_harness_of_the_kit_opens_its_store()
    {
        await using var harness = new MyHarness();

        await using var store = await harness.OpenAsync(TimeProvider.System);

        Assert.IsType<InMemorySessionStore>(store);
    }

    public void Dispose()
    {
        Console.SetOut(_output);
        Environment.SetEnvironmentVariable(ChatModels.DefaultVariable, _model);
        _folder.Delete(recursive: true);
    }

    // snippet: package-harness
    public sealed class MyHarness : StoreHarness
    {
        public override ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) => new(new InMemorySessionStore(clock));

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;     // removes what the store has written
    }

    // snippet: end
}
