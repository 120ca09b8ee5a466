using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Cli.Tests;

public sealed class RetentionTests : CliTest
{
    private static readonly SessionKey Chat = new("chat", "ines");

    [Fact]
    public async Task A_conversation_is_pruned_after_a_look_at_what_would_go()
    {
        await SeedAsync(Chat, "one", "two", "three");

        var looked = await RunAsync("sessions", "prune", "chat", "--user", "ines", "--messages", "2", "--dry-run");
        var refused = await RunAsync("sessions", "prune", "chat", "--user", "ines", "--messages", "2");
        var pruned = await RunJsonAsync("sessions", "prune", "chat", "--user", "ines", "--messages", "2", "--yes");
        var again = await RunAsync("sessions", "prune", "chat", "--user", "ines", "--messages", "2", "--yes");

        Assert.Equal(0, looked.ExitCode);
        Assert.StartsWith("Would remove what ", looked.Output, StringComparison.Ordinal);
        Assert.Equal((2, "colloquy: Pruning needs --yes where nobody can be asked; --dry-run tells what would be removed.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(["messages", "entries", "bytes", "attachments", "ranges", "position"], Names(pruned));
        Assert.Contains(pruned.GetProperty("messages").GetInt32() + " message", looked.Output, StringComparison.Ordinal);
        Assert.Equal("There is nothing to remove from session 'chat' of user 'ines'.\n", again.Output);
        var turns = await RunAsync("sessions", "turns", "chat", "--user", "ines");
        Assert.Contains("(pruned)", turns.Output, StringComparison.Ordinal);
        Assert.Contains("three", turns.Output, StringComparison.Ordinal);
        Assert.Contains("keep-last 2", (await RunAsync("sessions", "retention", "chat", "--user", "ines")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_asked_before_anything_goes()
    {
        await SeedAsync(Chat, "one", "two", "three");

        var no = await RunAsync(new StringReader("n\n"), interactive: true, ["sessions", "prune", "chat", "--user", "ines", "--messages", "2"]);
        var yes = await RunAsync(new StringReader("y\n"), interactive: true, ["sessions", "prune", "chat", "--user", "ines", "--messages", "2", "--strategy", "sliding-window"]);

        Assert.Equal(130, no.ExitCode);
        Assert.Contains("Nothing was removed.", no.Output, StringComparison.Ordinal);
        Assert.Equal(0, yes.ExitCode);
        Assert.Contains("Removed what", yes.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_summarizes_where_the_strategy_asks_for_it()
    {
        await SeedAsync(Chat, "one", "two", "three");
        Model = new Summarizer();

        var pruned = await RunAsync("sessions", "prune", "chat", "--user", "ines", "--strategy", "summarize-old", "--messages", "2", "--yes");

        Assert.Equal(0, pruned.ExitCode);
        Assert.Contains("summary of position", (await RunAsync("sessions", "window", "chat", "--user", "ines")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_is_placed_shown_and_lifted_by_its_name()
    {
        await SeedAsync(Chat, "one", "two");

        var dry = await RunAsync("sessions", "hold", "chat", "case 17", "--user", "ines", "--reason", "Requested by the court", "--dry-run");
        var none = await RunAsync("sessions", "hold", "chat", "--user", "ines");
        var placed = await RunAsync("sessions", "hold", "chat", "case 17", "--user", "ines", "--reason", "Requested by the court");
        var deleted = await RunAsync("sessions", "delete", "chat", "--user", "ines", "--yes");
        var wrong = await RunAsync("sessions", "hold", "chat", "case 18", "--user", "ines", "--lift", "--yes");
        var asked = await RunAsync("sessions", "hold", "chat", "case 17", "--user", "ines", "--lift");
        var shown = await RunJsonAsync("sessions", "hold", "chat", "--user", "ines");
        var lifted = await RunAsync("sessions", "hold", "chat", "case 17", "--user", "ines", "--lift", "--yes");

        Assert.Contains("Requested by the court", dry.Output, StringComparison.Ordinal);
        Assert.Equal("Session 'chat' of user 'ines' is under no legal hold.\n", none.Output);
        Assert.Contains("case 17", placed.Output, StringComparison.Ordinal);
        Assert.Equal((1, "colloquy: Session 'chat' of user 'ines' in app 'default' is under the legal hold 'case 17': it cannot be deleted. Lift each hold by its name first.\n"), (deleted.ExitCode, deleted.Error));
        Assert.Equal((1, "colloquy: Session 'chat' of user 'ines' in app 'default' has no legal hold 'case 18'. It has 'case 17'.\n"), (wrong.ExitCode, wrong.Error));
        Assert.Equal((2, "colloquy: Lifting a hold needs --yes where nobody can be asked.\n"), (asked.ExitCode, asked.Error));
        Assert.Equal("Requested by the court", shown.GetProperty("holds")[0].GetProperty("reason").GetString());
        Assert.Equal((0, "Session 'chat' of user 'ines' is under no legal hold.\n"), (lifted.ExitCode, lifted.Output));
    }

    [Fact]
    public async Task A_policy_is_given_shown_and_guarded()
    {
        await SeedAsync(Chat, "one", "two");

        await RunAsync("sessions", "retention", "chat", "--user", "ines", "--ttl", "30d", "--auto-prune", "on", "--strategy", "sliding-window", "--messages", "1000");
        var shown = await RunJsonAsync("sessions", "retention", "chat", "--user", "ines");
        var immutable = await RunAsync("sessions", "retention", "chat", "--user", "ines", "--immutable", "on");
        var weaker = await RunAsync("sessions", "retention", "chat", "--user", "ines", "--ttl", "1d");
        var deleted = await RunAsync("sessions", "delete", "chat", "--user", "ines", "--yes");

        Assert.Equal("""{"ttlSeconds":2592000,"autoPrune":true,"immutable":false,"strategy":"sliding-window","maxMessages":1000,"holds":[]}""", JsonSerializer.Serialize(shown.GetProperty("retention")));
        Assert.Contains("kept for 30 days, immutable, sliding-window 1000, swept", immutable.Output, StringComparison.Ordinal);
        Assert.All([weaker, deleted], result => Assert.Equal((1, true), (result.ExitCode, result.Error.StartsWith("colloquy: Session 'chat' of user 'ines' in app 'default' is immutable until ", StringComparison.Ordinal))));
        Assert.Single(deleted.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("immutable", (await RunAsync("sessions", "show", "chat", "--user", "ines")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_are_listed_and_swept()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Time = time;
        await SeedAsync(Chat, "one", "two", "three");
        await SeedAsync(new SessionKey("temp", "marek"), "hello");
        await SeedAsync(new SessionKey("kept", "marek"), "hello");
        await RunAsync("sessions", "retention", "chat", "--user", "ines", "--auto-prune", "on", "--messages", "2");
        await RunAsync("sessions", "retention", "temp", "--user", "marek", "--ttl", "1d", "--auto-prune", "on");
        await RunAsync("sessions", "retention", "kept", "--user", "marek", "--ttl", "1d");
        time.Advance(TimeSpan.FromDays(2));

        var all = await RunJsonAsync("retention", "list");
        var expired = await RunAsync("retention", "list", "--expired");
        var dry = await RunAsync("retention", "sweep", "--dry-run");
        var swept = await RunJsonAsync("retention", "sweep");
        var again = await RunAsync("retention", "sweep", "--user", "ines");

        Assert.Equal(["chat", "kept", "temp"], all.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("id").GetString()));
        Assert.DoesNotContain("chat", expired.Output, StringComparison.Ordinal);
        Assert.Contains("would delete", dry.Output, StringComparison.Ordinal);
        Assert.Equal([("chat", "pruned"), ("kept", "expired"), ("temp", "deleted")], swept.GetProperty("sessions").EnumerateArray().Select(session => (session.GetProperty("id").GetString(), session.GetProperty("outcome").GetString())));
        Assert.Equal("There was nothing to do.\n", again.Output);
    }

    [Fact]
    public async Task A_transcript_goes_to_a_file_or_to_standard_output()
    {
        await SeedAsync(Chat, "one", "two");
        var path = Path.Combine(Folder, "chat.jsonl");

        var written = await RunAsync("sessions", "transcript", "chat", "--user", "ines", "--output", path, "--header");
        var shown = await RunAsync("sessions", "transcript", "chat", "--user", "ines", "--limit", "1");

        Assert.Equal(0, written.ExitCode);
        var lines = await File.ReadAllLinesAsync(path);
        Assert.Equal($"Wrote {lines.Length - 1} messages of session 'chat' of user 'ines' to '{path}'.\n", written.Output);
        Assert.Equal("chat", JsonElement.Parse(lines[0]).GetProperty("session").GetString());
        Assert.Equal("one", JsonElement.Parse(shown.Output).GetProperty("message").GetString());
        Assert.Equal(lines[1] + "\n", shown.Output);
    }

    [Fact]
    public async Task A_transcript_is_html_or_markdown_by_its_name_or_as_wanted()
    {
        await SeedAsync(Chat, "one", "two", "three");
        var (html, markdown) = (Path.Combine(Folder, "chat.html"), Path.Combine(Folder, "chat.md"));

        await RunAsync("sessions", "transcript", "chat", "--user", "ines", "--output", html, "--turns", "2-");
        await RunAsync("sessions", "transcript", "chat", "--user", "ines", "--output", markdown);
        var shown = await RunAsync("sessions", "transcript", "chat", "--user", "ines", "--format", "markdown", "--role", "user", "--turns", "1");

        var page = await File.ReadAllTextAsync(html);
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains(">two</div>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">one</div>", page, StringComparison.Ordinal);
        Assert.Contains("\n## Turn 3\n", await File.ReadAllTextAsync(markdown), StringComparison.Ordinal);
        Assert.Contains("\none\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains("by user only", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_is_written_without_personal_data()
    {
        await SeedAsync(Chat, "I am ada@works.example.");

        var shown = await RunAsync("sessions", "transcript", "chat", "--user", "ines", "--redact");

        Assert.Equal("I am [email].", JsonElement.Parse(shown.Lines[0]).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(2, "--messages", "sessions", "prune", "chat", "--user", "ines", "--yes")]
    [InlineData(2, "--strategy", "sessions", "prune", "chat", "--user", "ines", "--messages", "2", "--strategy", "no-such")]
    [InlineData(2, "--ttl", "sessions", "retention", "chat", "--user", "ines", "--ttl", "soon")]
    [InlineData(2, "--messages", "sessions", "retention", "chat", "--user", "ines", "--strategy", "keep-last")]
    [InlineData(3, "no session", "sessions", "prune", "nope", "--messages", "2", "--yes")]
    [InlineData(3, "no session", "sessions", "retention", "nope")]
    [InlineData(3, "no session", "sessions", "transcript", "nope")]
    [InlineData(2, "--turns", "sessions", "transcript", "chat", "--user", "ines", "--turns", "7-3")]
    [InlineData(2, "--format", "sessions", "transcript", "chat", "--user", "ines", "--format", "pdf")]
    [InlineData(2, "--since", "sessions", "transcript", "chat", "--user", "ines", "--since", "1d", "--until", "2d")]
    public async Task What_is_wrong_is_said_in_a_line(int exitCode, string says, params string[] args)
    {
        await SeedAsync(Chat, "one");

        var result = await RunAsync(args);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    private sealed class Summarizer : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "in short")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
