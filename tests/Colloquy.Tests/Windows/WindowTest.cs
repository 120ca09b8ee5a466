using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A session in memory, with turns of a known size.</summary>
public abstract class WindowTest : IAsyncDisposable
{
    /// <summary>A word of six letters and a space, which is 7/4 tokens of text that is not counted for itself.</summary>
    private const string Word = "lorems ";

    protected ListLogger Logger { get; } = new();

    protected InMemorySessionStore Store { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<Session> OpenAsync(string id = "s") => Store.OpenAsync(new SessionKey(id), new OpenSessionOptions { LoggerFactory = Logger });

    /// <summary>A text that is counted as a number of tokens, with the message around it.</summary>
    protected static string Text(string name, int tokens)
    {
        var length = (tokens - 4) * 4;
        return (name + " " + string.Concat(Enumerable.Repeat(Word, (length / Word.Length) + 1)))[..Math.Max(length, name.Length)];
    }

    /// <summary>A model that answers each question "question N" with "answer N" of a size.</summary>
    protected static AnsweringChatClient Answering(int tokens = 75)
    {
        var number = 0;
        return new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, Text($"answer {++number}", tokens))) { Usage = _ => null };
    }

    /// <summary>Adds turns of two messages from outside.</summary>
    protected static Task AddTurnsAsync(Session session, int turns, int tokens = 75, int from = 1) => session.AddAsync(
        Enumerable.Range(from, turns).SelectMany(IEnumerable<ChatMessage> (i) => (ChatMessage[])[new(ChatRole.User, Text($"question {i}", tokens)), new(ChatRole.Assistant, Text($"answer {i}", tokens))]));

    /// <summary>The first two words of each message.</summary>
    protected static string Names(IEnumerable<ChatMessage> messages) => string.Join(", ", messages.Select(message => string.Join(' ', message.Text.Split(' ').Take(2))));

    protected static ChatMessage Calls(params string[] ids) => new(ChatRole.Assistant, [.. ids.Select(AIContent (id) => new FunctionCallContent(id, "look"))]);

    protected static ChatMessage Result(string id, string result) => new(ChatRole.Tool, [new FunctionResultContent(id, result)]);

    private protected static async Task<IReadOnlyList<ModelCallBody>> CallsAsync(ISessionStore store, Session session)
    {
        var page = await store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.ModelCall], Limit = LogRead.MaxLimit });
        return [.. page.Entries.Select(entry => (ModelCallBody)entry.Decode(session.Key))];
    }
}
