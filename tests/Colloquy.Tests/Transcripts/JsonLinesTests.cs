using System.Text;
using System.Text.Json;
using Colloquy.Tests.Retention;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Transcripts;

/// <summary>A conversation as lines of JSON.</summary>
public sealed class JsonLinesTests : RetentionTest
{
    [Fact]
    public async Task Each_message_is_a_line_with_its_time_role_text_metadata_and_tool_calls()
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Call(("c1", "look", "outside")), Say("It is sunny 🌞")))
        {
            Name = "weather",
            Tools = [AIFunctionFactory.Create((string value) => $"sunny {value}", "look")],
        };
        await session.AddAsync(new ChatMessage(ChatRole.System, "be brief") { AdditionalProperties = new() { ["origin"] = "form", ["weight"] = 2 } });
        await agent.RunAsync("How is \"the weather\"?", session);

        var lines = await WriteAsync(session);

        Assert.Equal(["system", "user", "assistant", "tool", "assistant"], lines.Select(line => line.GetProperty("role").GetString()));
        Assert.Equal(["be brief", "How is \"the weather\"?", "", "", "It is sunny 🌞"], lines.Select(line => line.GetProperty("message").GetString()));
        Assert.Equal("""{"origin":"form","weight":2}""", lines[0].GetProperty("metadata").GetRawText());
        Assert.Equal("""[{"id":"c1","name":"look","arguments":{"value":"outside"}}]""", lines[2].GetProperty("toolCalls").GetRawText());
        Assert.Equal("sunny outside", lines[3].GetProperty("toolResults")[0].GetProperty("result").GetString());
        Assert.Equal("weather", lines[4].GetProperty("author").GetString());
        Assert.Equal([1, 1, 1, 1], lines.Skip(1).Select(line => line.GetProperty("turn").GetInt32()));
        Assert.False(lines[0].TryGetProperty("turn", out _));
        var items = await session.GetItemsAsync();
        Assert.Equal(items.Select(item => (item.Position.Value, item.At)), lines.Select(line => (line.GetProperty("position").GetInt64(), line.GetProperty("timestamp").GetDateTimeOffset())));
    }

    [Fact]
    public async Task What_was_pruned_is_a_line_with_what_its_header_tells()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        var lines = await WriteAsync(session);

        Assert.Equal([(1, "user", true), (1, "assistant", true), (2, "user", false), (2, "assistant", false)], lines.Select(line => (line.GetProperty("turn").GetInt32(), line.GetProperty("role").GetString(), line.TryGetProperty("pruned", out _))));
        Assert.False(lines[0].TryGetProperty("message", out _));
        Assert.True(lines[0].TryGetProperty("timestamp", out _));
    }

    [Fact]
    public async Task It_is_of_the_branch_or_of_the_whole_session()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.UndoTurnAsync();
        await AddTurnsAsync(session, 1, from: 3);

        Assert.Equal(["question 1", "answer 1", "question 3", "answer 3"], (await WriteAsync(session)).Select(line => line.GetProperty("message").GetString()));
        Assert.Equal([1, 1, 2, 2, 2, 2], (await WriteAsync(session, new TranscriptOptions { AllBranches = true })).Select(line => line.GetProperty("turn").GetInt32()));
    }

    [Fact]
    public async Task It_begins_at_a_time_or_a_position_and_ends_at_a_limit()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        Time.Advance(TimeSpan.FromDays(1));
        await AddTurnsAsync(session, 2, from: 3);

        Assert.Equal(["question 3", "answer 3", "question 4"], (await WriteAsync(session, new TranscriptOptions { Since = Time.GetUtcNow().AddHours(-1), Limit = 3 })).Select(line => line.GetProperty("message").GetString()));
        var rest = await WriteAsync(session, new TranscriptOptions { After = new Position(5) });
        Assert.Equal([("answer 2", 2), ("question 3", 3), ("answer 3", 3), ("question 4", 4), ("answer 4", 4)], rest.Select(line => (line.GetProperty("message").GetString()!, line.GetProperty("turn").GetInt32())));
        Assert.Empty(await WriteAsync(session, new TranscriptOptions { Limit = 0 }));
    }

    [Fact]
    public async Task Its_first_line_tells_of_the_session_when_asked_to()
    {
        var session = await OpenAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(400) });
        await session.SetMetadataAsync("harbour", "Gdynia");
        await AddTurnsAsync(session, 1);

        var lines = await WriteAsync(session, new TranscriptOptions { Header = true });

        Assert.Equal(3, lines.Count);
        Assert.Equal(("chat", "ada", "Gdynia", "400.00:00:00"), (lines[0].GetProperty("session").GetString(), lines[0].GetProperty("user").GetString(), lines[0].GetProperty("metadata").GetProperty("harbour").GetString(), lines[0].GetProperty("retention").GetProperty("ttl").GetString()));
    }

    [Fact]
    public async Task It_holds_the_turns_roles_and_times_that_are_selected()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        Time.Advance(TimeSpan.FromDays(1));
        var noon = Time.GetUtcNow();
        await AddTurnsAsync(session, 2, from: 3);

        Assert.Equal(["question 2", "answer 2", "question 3", "answer 3"], await SayAsync(session, new TranscriptOptions { FirstTurn = 2, LastTurn = 3 }));
        Assert.Equal(["question 2", "answer 2", "question 3", "answer 3"], await SayAsync(session, new TranscriptOptions { FirstTurn = 2, LastTurn = 3, AllBranches = true }));
        Assert.Equal(["question 4", "answer 4"], await SayAsync(session, new TranscriptOptions { FirstTurn = 4 }));
        Assert.Empty(await SayAsync(session, new TranscriptOptions { FirstTurn = 5 }));
        Assert.Equal(["answer 1", "answer 2"], await SayAsync(session, new TranscriptOptions { Roles = [ChatRole.Assistant], LastTurn = 2 }));
        Assert.Equal(["question 1", "answer 1", "question 2", "answer 2"], await SayAsync(session, new TranscriptOptions { Until = noon }));
        Assert.Equal(["question 3", "question 4"], await SayAsync(session, new TranscriptOptions { Since = noon, Until = noon.AddDays(1), Roles = [ChatRole.User] }));
        Assert.Equal(["question 4"], await SayAsync(session, new TranscriptOptions { Roles = [ChatRole.User], FirstTurn = 3, After = new Position(8), Limit = 1 }));
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_refused()
    {
        var session = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => SayAsync(session, new TranscriptOptions { FirstTurn = 3, LastTurn = 2 }));
        await Assert.ThrowsAsync<ArgumentException>(() => SayAsync(session, new TranscriptOptions { Since = Time.GetUtcNow(), Until = Time.GetUtcNow().AddSeconds(-1) }));
        await Assert.ThrowsAsync<ArgumentException>(() => SayAsync(session, new TranscriptOptions { Format = (TranscriptFormat)7 }));
    }

    private static async Task<List<string?>> SayAsync(Session session, TranscriptOptions options) => [.. (await WriteAsync(session, options)).Select(line => line.GetProperty("message").GetString())];

    private static async Task<List<JsonElement>> WriteAsync(Session session, TranscriptOptions? options = null)
    {
        using var stream = new MemoryStream();
        var written = await session.Documents.WriteTranscriptAsync(stream, options);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(written, lines.Count(line => line.TryGetProperty("role", out _)));
        return lines;
    }
}
