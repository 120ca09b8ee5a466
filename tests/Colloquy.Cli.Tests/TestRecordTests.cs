using Colloquy.Offline;
using Desk.Tests;
using Microsoft.Extensions.AI;
using SQLitePCL;

namespace Colloquy.Cli.Tests;

public sealed class TestRecordTests : CliTest
{
    private static readonly string s_key = "sk-" + "proj-abcdefGHIJKL0123456789mnop";

    private string Tests => Path.Combine(Folder, "tests");

    [Fact]
    public async Task A_session_becomes_a_class_and_a_cassette_and_the_command_says_what_to_do_next()
    {
        await ConverseAsync("Good day", $"What is the balance? My key is {s_key}.");

        var result = await RunAsync("test", "record", "desk", "--output", Tests, "--redact", @"acct-[\d-]+");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            $"""
            Made the test 'good-day' of session 'desk', branch 'main': 2 turns, 3 model calls, 1 tool call.
            Wrote {Path.Combine(Tests, "GoodDayTests.cs")}
            Wrote {Path.Combine(Tests, "Cassettes", "good-day.yaml")}
            Replaced by [secret]: keys of known services: 1; matches of 'acct-[\d-]+': 1. Read the files before you commit them; --redact PATTERN finds more.
            Next:
              Create your agent in the setup at the end of GoodDayTests.cs, or name yours with --setup.
              dotnet test                                  replays the conversation, without a network
              COLLOQUY_CASSETTES=live dotnet test          asks the models and tools of today
              colloquy test compare --turns                shows what changed, turn by turn (the project records its runs)

            """.ReplaceLineEndings("\n"),
            result.Output);
        var source = await File.ReadAllTextAsync(Path.Combine(Tests, "GoodDayTests.cs"));
        Assert.Contains("[Conversation<GoodDaySetup>(\"good-day\"), UseCassette]", source, StringComparison.Ordinal);
        Assert.Contains("public sealed class GoodDaySetup : IConversationSetup", source, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(Tests, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.DoesNotContain(s_key, text, StringComparison.Ordinal);
            Assert.DoesNotContain("0815", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_in_a_header_an_argument_a_URL_or_a_stream_that_cut_it_is_not_written()
    {
        var (header, argument, url, cut) = ("sk-" + "proj-inTheHeader0123456789", "sk-" + "proj-inTheArgument0123456789", "sk-" + "proj-inTheAddress0123456789", "sk-" + "proj-cutInTwo0123456789abc");
        var model = new OfflineChatClient(
        [
            new("Answer", request => request.RunsOfThisTurn is [_, ..] ? OfflineAnswer.Say($"Your key {cut} works.") : null),
            new("Fetch", _ => OfflineAnswer.Call(new OfflineCall("fetch", new Dictionary<string, object?> { ["headers"] = $"Authorization: Bearer {header}", ["key"] = argument, ["url"] = $"https://api.example/items?api_key={url}&page=2" }))),
        ]);
        await using (var store = await OpenStoreAsync())
        {
            var agent = new Agent(new CuttingModel(model)) { Tools = [AIFunctionFactory.Create((string headers, string key, string url) => $"GET {url} with {headers} and {key}", "fetch")] };
            await foreach (var _ in agent.RunStreamingAsync($"curl -H \"Authorization: Bearer {header}\" https://api.example/items?api_key={url}", await store.OpenAsync(new SessionKey("keys"))))
            {
            }
        }

        var made = await RunJsonAsync("test", "record", "keys", "--output", Tests);

        Assert.Contains("keys of known services: 4", made.GetProperty("redactions").EnumerateArray().Select(line => line.GetString()));
        var files = made.GetProperty("files").EnumerateArray().Select(file => File.ReadAllText(file.GetString()!)).ToList();
        foreach (var secret in (string[])[header, argument, url, cut])
            Assert.All(files, text => Assert.DoesNotContain(secret[8..], text, StringComparison.Ordinal));
        Assert.Contains("Assert.Equal(\"Your key [secret] works.\", turn.Text);", files[0], StringComparison.Ordinal);
        Assert.Contains("api_key=[secret]&page=2", files[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_class_is_what_a_person_would_write()
    {
        await ConverseAsync("Good day", "What is the balance?", "Close it.");

        await RunAsync("test", "record", "desk", "--output", Tests, "--setup", "Desk.Tests.DeskSetup", "--namespace", "Desk.Tests", "--turns", "2-");

        Assert.Equal(
            """
            using Colloquy.Testing;
            using Xunit;

            namespace Desk.Tests;

            /// <summary>A stored session as a test. Its cassette contains what models and tools returned then, and is replayed. With COLLOQUY_CASSETTES=live, the models and tools of today are called.</summary>
            [Conversation<Desk.Tests.DeskSetup>("good-day"), UseCassette]
            public sealed class GoodDayTests(Conversation conversation)
            {
                [Turn]
                public async Task Good_day() => await conversation.SayAsync("Good day");

                [Turn]
                public async Task What_is_the_balance()
                {
                    var turn = await conversation.SayAsync("What is the balance?");

                    turn.Expect.Success().OnlyToolsInOrder("get_balance");
                    Assert.Equal("It has 1500.00.", turn.Text);
                }

                [Turn]
                public async Task Close_it()
                {
                    var turn = await conversation.SayAsync("Close it.");

                    turn.Expect.WaitsForApproval("close");
                }
            }

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(Path.Combine(Tests, "GoodDayTests.cs")));
    }

    [Fact]
    public async Task The_fields_of_the_JSON_are_these()
    {
        await ConverseAsync("Good day");

        var made = await RunJsonAsync("test", "record", "desk", "--output", Tests);

        Assert.Equal(["name", "className", "files", "turns", "modelCalls", "toolCalls", "redactions", "notes"], Names(made));
        Assert.Equal([Path.Combine(Tests, "GoodDayTests.cs"), Path.Combine(Tests, "Cassettes", "good-day.yaml")], made.GetProperty("files").EnumerateArray().Select(file => file.GetString()!));
    }

    [Fact]
    public async Task Files_that_are_there_are_replaced_by_force_only()
    {
        await ConverseAsync("Good day");
        await RunAsync("test", "record", "desk", "--output", Tests);
        var cassette = Path.Combine(Tests, "Cassettes", "good-day.yaml");
        await File.WriteAllTextAsync(cassette, "mine");
        File.Delete(Path.Combine(Tests, "GoodDayTests.cs"));

        var refused = await RunAsync("test", "record", "desk", "--output", Tests);
        var untouched = await File.ReadAllTextAsync(cassette);
        var forced = await RunAsync("test", "record", "desk", "--output", Tests, "--force");

        Assert.Equal((1, $"colloquy: The file '{cassette}' is there already. Add --force to replace it, or give the conversation another name with --name.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal("mine", untouched);
        Assert.Equal(0, forced.ExitCode);
        Assert.StartsWith("cassette: 1\n", await File.ReadAllTextAsync(cassette), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--turns wants turns such as 3-5, 3- or 4, and '5-3' is none.", "--turns", "5-3")]
    [InlineData("--turns wants turns such as 3-5, 3- or 4, and '0' is none.", "--turns", "0")]
    [InlineData("--redact wants a regular expression, and '(' is none.", "--redact", "(")]
    [InlineData("--namespace: 'My-Tests' is not the name of a namespace in C#.", "--namespace", "My-Tests")]
    [InlineData("--setup: 'new Desk()' is not the full name of a type in C#.", "--setup", "new Desk()")]
    [InlineData("No conversation is named.")]
    public async Task A_wrong_line_is_a_usage_error(string problem, params string[] args)
    {
        await ConverseAsync("Good day");

        var result = await RunAsync(["test", "record", .. args.Length == 0 ? (string[])[] : ["desk"], "--output", Tests, .. args]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Tests));
    }

    [Fact]
    public async Task What_is_not_there_and_where_nothing_can_be_written_is_said()
    {
        await ConverseAsync("Good day");
        var file = Path.Combine(Folder, "a-file");
        await File.WriteAllTextAsync(file, "");

        var session = await RunAsync("test", "record", "other", "--output", Tests);
        var branch = await RunAsync("test", "record", "desk", "--branch", "other", "--output", Tests);
        var turn = await RunAsync("test", "record", "desk", "--turns", "3-4", "--output", Tests);
        var folder = await RunAsync("test", "record", "desk", "--output", file);

        Assert.Equal((3, 3, 1, 1), (session.ExitCode, branch.ExitCode, turn.ExitCode, folder.ExitCode));
        Assert.EndsWith("its branch 'main' has 1 turns, so a test cannot begin with turn 3.\n", turn.Error, StringComparison.Ordinal);
        Assert.StartsWith($"colloquy: The test cannot be written to '{file}': ", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_which_turns_were_pruned_is_refused()
    {
        await ConverseAsync("Good day", "Good day", "Good day");
        Assert.Equal(0, (await RunAsync("sessions", "prune", "desk", "--messages", "2", "--yes")).ExitCode);

        var result = await RunAsync("test", "record", "desk", "--output", Tests);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("colloquy: The session 'desk' in app 'default' cannot become a test: turn 1 of the branch 'main' has content that was removed from the session (position ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(" A test begins with the first turn, since later answers depend on it.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_with_an_entry_that_cannot_be_read_gives_a_test_of_the_turns_before_it()
    {
        await ConverseAsync("Good day", "Good day", "Good day");
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(StorePath, out var file));
        using (file)
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(file, "UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 7"));

        var result = await RunAsync("test", "record", "desk", "--output", Tests);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("1 turn, 1 model call", result.Output, StringComparison.Ordinal);
        Assert.Contains("Note: The test ends before turn 2 of the session, which has an entry that cannot be read (position 7): it has a payload that does not match its checksum.\n", result.Output, StringComparison.Ordinal);
    }

    private async Task ConverseAsync(params string[] texts)
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(new SessionKey("desk"));
        foreach (var text in texts)
            await DeskSetup.Create(DeskSetup.Model("It has")).RunAsync(text, session);
    }

    /// <summary>Streams texts in pieces of five letters.</summary>
    private sealed class CuttingModel(IChatClient client) : DelegatingChatClient(client)
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var content in (await GetResponseAsync(messages, options, cancellationToken)).Messages.SelectMany(message => message.Contents))
            {
                foreach (var piece in content is TextContent text ? text.Text.Chunk(5).Select(letters => new TextContent(new string(letters))) : (IEnumerable<AIContent>)[content])
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [piece]) { MessageId = "1" };
            }
        }
    }
}
