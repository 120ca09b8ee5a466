using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>From production to test: a stored session becomes a test class and its cassette.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    private static string Account => "acct-0815-4711";

    private static Agent Desk(IChatClient client, IReadOnlyList<AITool> tools, string instructions = "You are the desk.\nBe brief.") =>
        new(client) { Name = "desk", Instructions = instructions, Tools = [.. tools], Approvals = [ApprovalRule.Always("close")] };

    private static AIFunction[] Tools() =>
    [
        AIFunctionFactory.Create((string account) => new { account, balance = 1500.00m }, "get_balance", "Looks."),
        AIFunctionFactory.Create((string account) => "closed", "close"),
        AIFunctionFactory.Create(string () => throw new InvalidOperationException("Out of paper."), "print"),
    ];

    private static ScriptedModel Model() => new(messages => messages[^1] switch
    {
        { Role: var role } when role == ChatRole.Tool => new(ChatRole.Assistant, $"Done after {messages.Count} messages."),
        { Text: var text } when text.StartsWith("tool ", StringComparison.Ordinal) => new(ChatRole.Assistant, [new FunctionCallContent($"id-{Guid.CreateVersion7()}", text.Split(' ')[1], text.Contains("print", StringComparison.Ordinal) ? null : new Dictionary<string, object?> { ["account"] = Account })]),
        _ => new(ChatRole.Assistant, $"Hello, it is {messages.Count}."),
    });

    private static async Task<Session> RunAsync(ISessionStore store)
    {
        var session = await store.OpenAsync(new SessionKey("case-17", user: "ada"));
        var agent = Desk(Model(), Tools());
        await agent.RunAsync("Good day, I'm Ada!", session);
        await agent.RunAsync($"tool get_balance of {Account}", session);
        await agent.RunAsync("tool print it", session);
        await agent.RunAsync("tool close it", session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await agent.ResumeAsync(session);
        await agent.RunAsync("Good day, I'm Ada!", session);
        return session;
    }

    private static SessionTestOptions Options => new() { SecretPatterns = { @"acct-[\d-]+" }, Setup = "My.DeskSetup" };

    [Fact]
    public async Task The_cassette_of_a_session_answers_the_same_conversation()
    {
        await using var store = new InMemorySessionStore();
        var test = await SessionTest.CreateAsync(await RunAsync(store), Options);
        var path = test.Write(_tapes.Folder)[1];
        var text = File.ReadAllText(path);

        await using var conversation = await Conversation.StartAsync(test.Name, conversation => conversation
            .UseCassette(path, CassetteMode.Replay, new CassetteOptions { SecretPatterns = { @"acct-[\d-]+" } })
            .AddToolHost(new InProcessToolHost("desk", Tools()))
            .UseAgent(parts => Desk(parts.Client(() => throw new InvalidOperationException("There is no key.")), parts.Tools)));
        await conversation.SayAsync("Good day, I'm Ada!");
        var balance = await conversation.SayAsync($"tool get_balance of {Account}");
        var print = await conversation.SayAsync("tool print it");
        var waiting = await conversation.SayAsync("tool close it");
        var approved = await conversation.ApproveAsync();
        var last = await conversation.SayAsync("Good day, I'm Ada!");

        Assert.Empty(test.Notes);
        Assert.Equal("good-day-im-ada", test.Name);
        Assert.True(balance.ToolCalls[0].IsReplayed);
        Assert.Contains("InvalidOperationException", print.ToolCalls[0].ResultText, StringComparison.Ordinal);
        Assert.Equal(TurnStatus.Waiting, waiting.Status);
        Assert.True(approved.ToolCalls[0].WasExecuted);
        Assert.Equal("Hello, it is 15.", last.Text);
        Assert.DoesNotContain(Account, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Account, test.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_prompt_shows_what_changed()
    {
        await using var store = new InMemorySessionStore();
        var test = await SessionTest.CreateAsync(await RunAsync(store), Options);
        var path = test.Write(_tapes.Folder)[1];

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync(test.Name, conversation => conversation.UseCassette(path, CassetteMode.Replay)
            .AddToolHost(new InProcessToolHost("desk", Tools()))
            .UseAgent(parts => Desk(parts.Client(Model()), parts.Tools, "You are the desk.\nBe kind.")), "Good day, I'm Ada!"));

        Assert.Equal("instructions", miss.Path);
    }

    [Fact]
    public async Task The_test_class_has_a_turn_for_each_thing_that_was_said()
    {
        await using var store = new InMemorySessionStore();
        var test = await SessionTest.CreateAsync(await RunAsync(store), Options);

        Assert.Equal("GoodDayImAdaTests", test.ClassName);
        foreach (var part in (string[])
        [
            "[Conversation<My.DeskSetup>(\"good-day-im-ada\"), UseCassette]", "public async Task Good_day_Im_Ada()", "public async Task Good_day_Im_Ada_2()", "public async Task Tool_get_balance_of_secret()",
            "SayAsync(\"tool get_balance of [secret]\")", "ApproveAsync()", "turn.Expect.Success().OnlyToolsInOrder(\"get_balance\");", "turn.Expect.WaitsForApproval(\"close\");", "Assert.Equal(\"Hello, it is 15.\", turn.Text);",
        ])
            Assert.Contains(part, test.Source, StringComparison.Ordinal);
        AssertCompiles(test.Source);
    }

    [Fact]
    public async Task A_test_without_a_setup_compiles_and_says_what_to_do()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("odd"));
        await new Agent(Model()).RunAsync("\"Quotes\", \\slashes\nand lines: 4711 ünï", session);
        await new Agent(Model()).RunAsync("…", session);
        await new Agent(Model()).RunAsync("4711", session);

        var test = await SessionTest.CreateAsync(session);

        Assert.Contains("Say in QuotesSlashesAndLines4711ÜnïSetup what is tested", test.Source, StringComparison.Ordinal);
        AssertCompiles(test.Source);
    }

    [Fact]
    public async Task A_branch_becomes_a_test_of_its_own()
    {
        await using var store = new InMemorySessionStore();
        var session = await RunAsync(store);
        var fork = await session.Branches.ForkAfterTurnAsync(1);
        await Desk(Model(), Tools()).RunAsync("And now?", fork);

        var test = await SessionTest.CreateAsync(fork, Options);

        Assert.Contains("And now?", test.Cassette, StringComparison.Ordinal);
        Assert.DoesNotContain("get_balance of", test.Cassette, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_repeated_is_noted()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("failed"));
        await new Agent(Model()).RunAsync("Hello", session);
        await Assert.ThrowsAnyAsync<Exception>(() => new Agent(ScriptedModel.Throwing("No credit.")).RunAsync("Again", session));

        var test = await SessionTest.CreateAsync(session);

        Assert.Contains(test.Notes, note => note.Contains("ended as failed", StringComparison.Ordinal));
        Assert.Contains("// Note: ", test.Source, StringComparison.Ordinal);
        var empty = await Assert.ThrowsAsync<SessionTestException>(async () => await SessionTest.CreateAsync(await store.OpenAsync(new SessionKey("empty"))));
        Assert.EndsWith("its branch 'main' has no turn.", empty.Message, StringComparison.Ordinal);
        test.Write(_tapes.Folder);
        Assert.Throws<IOException>(() => test.Write(_tapes.Folder));
    }

    [Fact]
    public async Task No_key_is_in_a_test_wherever_it_was()
    {
        var parts = new[] { "sk-" + "proj-inTheHeader0123456789", "sk-" + "proj-inTheArgument0123456789", "sk-" + "proj-inTheAddress0123456789", "sk-" + "proj-cutInTwo0123456789abc", "plain-hunter2-value" };
        var model = new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
            ? new(ChatRole.Assistant, $"The key that you gave is {parts[3]}, so keep it.")
            : new(ChatRole.Assistant, [new FunctionCallContent("1", "fetch", new Dictionary<string, object?>
            {
                ["headers"] = new Dictionary<string, object?> { ["Authorization"] = $"Bearer {parts[0]}", ["Accept"] = "text/plain" },
                ["key"] = parts[1],
                ["client_secret"] = parts[4],
                ["url"] = $"https://api.example/items?api_key={parts[2]}&page=2",
            })]));
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("keys"));
        var agent = new Agent(new CuttingModel(model)) { Tools = [AIFunctionFactory.Create((Dictionary<string, string> headers, string key, string client_secret, string url) => $"{url} with {headers["Authorization"]}", "fetch")] };
        await foreach (var _ in agent.RunStreamingAsync($"Authorization: Bearer {parts[0]}\nFetch https://api.example/items?api_key={parts[2]}", session))
        {
        }

        var test = await SessionTest.CreateAsync(session);

        Assert.Empty(test.Notes);
        foreach (var secret in parts)
        {
            Assert.DoesNotContain(secret, test.Cassette, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, test.Source, StringComparison.Ordinal);
            Assert.DoesNotContain(secret[9..], test.Cassette, StringComparison.Ordinal);
        }

        Assert.Contains("The key that you gave is [secret], so keep it.", test.Cassette, StringComparison.Ordinal);
        Assert.Contains("&page=2", test.Cassette, StringComparison.Ordinal);
        Assert.Contains("Accept: text/plain", test.Cassette, StringComparison.Ordinal);
        Assert.Contains("keys of known services: 4", test.Redactions);
    }

    /// <summary>Compiles a test class, with what Colloquy.Testing.Xunit adds in short.</summary>
    private static void AssertCompiles(string source)
    {
        const string glue = """
            namespace Xunit { public static class Assert { public static void Equal(string expected, string actual) { } } }
            namespace Colloquy.Testing { public sealed class ConversationAttribute<T>(string name) : System.Attribute { public string Name => name; } public sealed class TurnAttribute : System.Attribute; }
            namespace My { public sealed class DeskSetup : Colloquy.Testing.IConversationSetup { public void Configure(Colloquy.Testing.ConversationBuilder conversation) { } } }
            """;
        const string usings = "global using System; global using System.Threading.Tasks; global using System.Collections.Generic; global using System.Linq;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) is not "Colloquy.Testing.Tests.dll").Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("recorded", [.. new[] { source, glue, usings }.Select(text => CSharpSyntaxTree.ParseText(text))], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error).Select(problem => problem.ToString()));
    }

    /// <summary>Streams texts in pieces of five letters.</summary>
    private sealed class CuttingModel(IChatClient client) : DelegatingChatClient(client)
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var response = await GetResponseAsync(messages, options, cancellationToken);
            foreach (var content in response.Messages.SelectMany(message => message.Contents))
            {
                foreach (var piece in content is TextContent text ? text.Text.Chunk(5).Select(letters => new TextContent(new string(letters))) : (IEnumerable<AIContent>)[content])
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [piece]) { MessageId = "1" };
            }
        }
    }
}
