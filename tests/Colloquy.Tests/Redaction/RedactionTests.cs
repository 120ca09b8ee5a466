using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Redaction;

/// <summary>Personal data that is kept from the log, from the model, or from transcripts.</summary>
public sealed class RedactionTests
{
    private const string Mail = "ines@works.example";
    private const string Phone = "+49 30 1234567";

    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task On_the_way_in_it_is_replaced_before_anything_is_stored()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "find", "her")), Say("Done."));
        var agent = Agent(model, RedactionMode.Stored, AgentTool.Create((string value) => new { mail = Mail, calls = new[] { Phone }, value }, "find"));

        await agent.RunAsync($"I am {Mail}.", session);

        var log = (await _store.ReadAsync(session.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries;
        Assert.All(log, entry => Assert.DoesNotContain(Mail, Encoding.UTF8.GetString(entry.Payload.Span), StringComparison.Ordinal));
        Assert.All(log, entry => Assert.DoesNotContain(Phone, Encoding.UTF8.GetString(entry.Payload.Span), StringComparison.Ordinal));
        Assert.Equal("I am [email].", (await session.GetItemsAsync())[0].Text);
        Assert.Equal("I am [email].", (await _store.GetAsync(session.Key))!.Details.Title);
        Assert.Contains("""{"mail":"[email]","calls":["[phone]"],"value":"her"}""", Encoding.UTF8.GetString(log.Single(entry => entry.Subject == "tool").Payload.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(Mail, Sent(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_sees_placeholders_and_answers_and_arguments_have_the_values()
    {
        var session = await OpenAsync();
        string? called = null;
        var model = new ScriptedChatClient(Call(("c1", "find", "[email-1]")), Say("I wrote to [email-1] and called [phone-1], not [email-9]."), Say("Yes."));
        var agent = Agent(model, RedactionMode.Model, AgentTool.Create((string value) => $"{called = value}: {Phone}", "find"));

        var answer = await agent.RunAsync($"I am {Mail}.", session);
        await agent.RunAsync("Sure?", session);

        Assert.Equal(Mail, called);
        Assert.Equal($"I wrote to {Mail} and called {Phone}, not [email-9].", answer.Text);
        Assert.Equal($"I am {Mail}.", (await session.GetItemsAsync())[0].Text);
        Assert.Equal(answer.Text, (await session.GetItemsAsync())[3].Text);
        Assert.DoesNotContain(Mail, Sent(model), StringComparison.Ordinal);
        Assert.DoesNotContain(Phone, Sent(model), StringComparison.Ordinal);
        Assert.Equal("I am [email-1].", model.Requests[2].Messages[0].Text);
        Assert.Equal("I wrote to [email-1] and called [phone-1], not [email-9].", model.Requests[2].Messages[3].Text);
    }

    [Fact]
    public async Task Placeholders_are_the_same_in_later_turns_and_in_another_process()
    {
        var first = new ScriptedChatClient(Say("Noted."), Say("Noted."));
        var agent = Agent(first, RedactionMode.Model);
        await agent.RunAsync($"I am {Mail}.", await OpenAsync());
        await agent.RunAsync("And marek@works.example is my colleague.", await OpenAsync());
        var second = new ScriptedChatClient(Say("[email-2] it is, [email-3]."));

        var answer = await Agent(second, RedactionMode.Model).RunAsync("From kim@works.example: who is my colleague?", await OpenAsync());

        Assert.Equal(["I am [email-1].", "Noted.", "And [email-2] is my colleague.", "Noted.", "From [email-3]: who is my colleague?"], second.Requests[0].Messages.Select(message => message.Text));
        Assert.Equal("marek@works.example it is, kim@works.example.", answer.Text);
        Assert.Equal(first.Requests[1].Messages.Select(message => message.Text), second.Requests[0].Messages.Take(3).Select(message => message.Text));
    }

    [Fact]
    public async Task A_placeholder_is_known_also_where_the_window_has_left_out_its_value()
    {
        await Agent(new ScriptedChatClient(Say("Noted.")), RedactionMode.Model).RunAsync($"I am {Mail}, and marek@works.example is my colleague.", await OpenAsync());
        var model = new ScriptedChatClient(Say("[email-2] and [email-1] are colleagues."));
        var agent = new Agent(model) { Window = [new NewestTurnsStrategy(1)], Middleware = [new RedactionMiddleware(new PersonalDataRedaction(), RedactionMode.Model)] };

        var answer = await agent.RunAsync("Who is marek@works.example?", await OpenAsync());

        Assert.Equal("Who is [email-2]?", Assert.Single(model.Requests[0].Messages).Text);
        Assert.Equal($"marek@works.example and {Mail} are colleagues.", answer.Text);
    }

    [Theory]
    [InlineData("Hello [email-1], bye")]
    [InlineData("[email-1][phone-1]")]
    [InlineData("an [open bracket and [email-1")]
    [InlineData("a [list] of [email-1]: [")]
    public async Task Placeholders_that_are_split_over_updates_are_put_back(string said)
    {
        var whole = said.Replace("[email-1]", Mail, StringComparison.Ordinal).Replace("[phone-1]", Phone, StringComparison.Ordinal);
        for (var size = 1; size <= said.Length; size++)
        {
            var session = await _store.OpenAsync(new SessionKey($"s{size}-{said.Length}"));
            var agent = Agent(new Pieces(said, size), RedactionMode.Model);

            var text = new StringBuilder();
            await foreach (var update in agent.RunStreamingAsync($"I am {Mail}, {Phone}.", session))
                text.Append(update.Text);

            Assert.Equal(whole, text.ToString());
            Assert.Equal(whole, (await session.GetItemsAsync())[^1].Text);
        }
    }

    [Theory]
    [InlineData(TranscriptFormat.JsonLines)]
    [InlineData(TranscriptFormat.Markdown)]
    [InlineData(TranscriptFormat.Html)]
    public async Task A_transcript_is_exported_without_it(TranscriptFormat format)
    {
        var session = await _store.OpenAsync(new SessionKey("s", user: Mail));
        await session.SetTitleAsync($"{Mail} calls");
        await session.SetMetadataAsync("contact", Phone);
        await session.AddAsync([
            new ChatMessage(ChatRole.User, $"I am {Mail}.") { AdditionalProperties = new() { ["from"] = Mail } },
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent($"{Mail}!"), new FunctionCallContent("c1", "find", new Dictionary<string, object?> { ["who"] = new[] { Mail } })]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", Phone)])]);

        using var stream = new MemoryStream();
        await session.Documents.WriteTranscriptAsync(stream, new TranscriptOptions { Format = format, Header = true, Redaction = new PersonalDataRedaction() });

        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.DoesNotContain("works.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain("works\\.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", text, StringComparison.Ordinal);
        Assert.Contains("email", text, StringComparison.Ordinal);
        Assert.Equal($"I am {Mail}.", (await session.GetItemsAsync())[0].Text);
    }

    private static string Sent(ScriptedChatClient model) => string.Join('\n', model.Requests.SelectMany(request => request.Messages).Select(message => System.Text.Json.JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions)));

    private static Agent Agent(IChatClient model, RedactionMode mode, params AITool[] tools) => new(model)
    {
        Tools = tools,
        Middleware = [new RedactionMiddleware(new PersonalDataRedaction(), mode)],
    };

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));

    /// <summary>Says a text in pieces of a size.</summary>
    private sealed class Pieces(string text, int size) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var piece in text.Chunk(size))
                yield return new ChatResponseUpdate(ChatRole.Assistant, new string(piece)) { MessageId = "m" };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
