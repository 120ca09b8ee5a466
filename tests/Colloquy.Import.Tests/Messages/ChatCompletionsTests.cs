using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import.Tests;

public sealed class ChatCompletionsTests : ImportTest
{
    [Fact]
    public async Task An_array_of_messages_becomes_a_session_with_the_name_of_the_file()
    {
        var report = await ImportAsync(Fixture("chat-completions.json"));

        Assert.Equal(
            [
                "system: You answer for the workshop.",
                "user: The pump in hall 2 leaks. Here is a picture. | [image/png, 8 bytes]",
                "assistant: call_1 = find_pump(hall: 2) | call_2 = find_parts(for: pump, count: 3)",
                "tool: call_1 -> {\"serial\": \"P-77\"}",
                "tool: call_2 -> seal, ring",
                "assistant: It is P-77. It needs a seal.",
                "user: Who sells them? | [kept: hologram]",
                "assistant: [Refusal: I cannot recommend a shop.]",
                "user: Then look it up.",
                "assistant: function_call_1 = search()",
                "tool: function_call_1 -> none",
                "assistant: (There is none.) | I found no shop.",
            ],
            await ReadAsync("chat-completions"));
        Assert.Equal((ImportFormat.ChatCompletions, 1, 1, 12, 1), (report.Format, report.Conversations, report.Imported, report.Messages, report.ModelCalls));
    }

    [Fact]
    public async Task What_has_no_counterpart_is_kept_and_reported_with_its_place()
    {
        var report = await ImportAsync(Fixture("chat-completions.json"));

        Assert.Equal(
            [
                "line 12, $[6].content[1]: holds a part of type 'hologram', which is kept as it is and not shown to models",
                "line 15, $[9].function_call: has arguments of 'search' that are not a JSON object; they are kept as text under 'raw_arguments'",
            ],
            report.Notes.Select(note => note.ToString()));
        Assert.All(report.Notes, note => Assert.Equal((ImportNoteKind.KeptRaw, "chat-completions"), (note.Kind, note.Conversation)));
    }

    [Fact]
    public async Task Fields_of_a_message_that_are_not_known_are_its_properties()
    {
        await ImportAsync(Fixture("chat-completions.json"));

        var items = await (await FindAsync("chat-completions")).GetItemsAsync();

        Assert.Equal("https://pumps.example/77", ((JsonElement)items[5].Message.AdditionalProperties!["annotations"]!)[0].GetProperty("url").GetString());
        Assert.Equal("low", items[1].Message.Contents[1].AdditionalProperties!["detail"]!.ToString());
        Assert.Equal("ines", items[1].Message.AuthorName);
    }

    [Fact]
    public async Task Usage_that_stands_in_the_messages_counts()
    {
        await ImportAsync(Fixture("chat-completions.json"));

        var usage = await (await FindAsync("chat-completions")).Usage.GetAsync();

        Assert.Equal((1, 120, 9, 64), (usage.Calls, usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens));
    }

    [Fact]
    public async Task Each_message_of_a_user_begins_a_turn_and_the_first_gives_the_title()
    {
        await ImportAsync(Fixture("chat-completions.json"));

        var session = await FindAsync("chat-completions");

        Assert.Equal(3, await session.Turns.CountAsync());
        Assert.Equal("The pump in hall 2 leaks. Here is a picture.", session.Record.Details.Title);
        Assert.Equal("chat-completions", session.Record.Details.Metadata["import.format"]);
    }

    [Fact]
    public async Task A_file_of_several_conversations_becomes_several_sessions()
    {
        var path = Write("all.jsonl", """
            {"id": "one", "title": "First", "model": "m", "messages": [{"role": "user", "content": "a"}]}
            {"messages": [{"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}]}

            [{"role": "user", "content": "d"}]
            """);

        var report = await ImportAsync(path, new ConversationImportOptions { User = "ada", App = "desk" });

        var first = await Store.FindAsync(new SessionKey("one", "ada", "desk"));
        Assert.Equal((3, 3, 4), (report.Conversations, report.Imported, report.Messages));
        Assert.Equal(("First", "m"), (first!.Record.Details.Title, first.Record.Details.Metadata["import.model"]));
        Assert.NotNull(await Store.FindAsync(new SessionKey("all-2", "ada", "desk")));
        Assert.NotNull(await Store.FindAsync(new SessionKey("all-3", "ada", "desk")));
    }

    [Fact]
    public async Task The_time_of_a_message_is_that_of_the_source()
    {
        var path = Write("timed.json", """[{"role": "user", "content": "a", "created_at": 1700000000}, {"role": "assistant", "content": "b", "created_at": "2023-11-14T22:13:25Z"}]""");

        await ImportAsync(path);

        var items = await (await FindAsync("timed")).GetItemsAsync();
        Assert.Equal([DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), DateTimeOffset.FromUnixTimeSeconds(1_700_000_005)], items.Select(item => item.At));
        Assert.Equal(items[0].At, items[0].Message.CreatedAt);
    }

    [Fact]
    public async Task Messages_of_the_system_are_left_out_when_that_is_asked()
    {
        var path = Write("chat.jsonl", """{"role": "system", "content": "Be short."}""" + "\n" + """{"role": "user", "content": "Hi"}""" + "\n");
        await ImportAsync(path, new ConversationImportOptions { LeavesOutSystemMessages = true });
        await File.AppendAllTextAsync(path, """{"role": "assistant", "content": "Good morning."}""");

        var report = await ImportAsync(path, new ConversationImportOptions { LeavesOutSystemMessages = true });

        Assert.Equal((1, 2, 1), (report.Messages, report.MessagesThere, report.Continued));
        Assert.Equal(["user: Hi", "assistant: Good morning."], await ReadAsync("chat"));
    }

    [Fact]
    public async Task What_makes_no_model_call_is_a_property()
    {
        var path = Write("chat.jsonl", """{"role": "user", "content": "a", "model": "m", "created_at": "yesterday"}""");

        await ImportAsync(path);

        var properties = (await (await FindAsync("chat")).GetItemsAsync())[0].Message.AdditionalProperties!;
        Assert.Equal(("m", "yesterday"), (properties["model"]!.ToString(), properties["created_at"]!.ToString()));
    }

    [Fact]
    public async Task An_imported_session_goes_on()
    {
        await ImportAsync(Fixture("chat-completions.json"));
        var session = await FindAsync("chat-completions");

        var answer = await new Agent(new Offline.OfflineChatClient()) { Name = "desk" }.RunAsync("What was the serial number?", session);

        Assert.NotEmpty(answer.Text);
        Assert.Equal(4, await session.Turns.CountAsync());
        Assert.Equal("user: What was the serial number?", (await ReadAsync("chat-completions"))[12]);
    }
}
