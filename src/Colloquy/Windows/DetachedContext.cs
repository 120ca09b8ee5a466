using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Makes the context of messages that are in no session, for tests of strategies: in a log in memory that nobody keeps.</summary>
internal static class DetachedContext
{
    private static readonly SessionKey Key = new("detached");

    /// <summary>Makes a context. What comes after the last answer is the input of the running turn.</summary>
    public static async Task<CompactionContext> CreateAsync(IReadOnlyList<ChatMessage> messages, IChatClient? client, TokenCounter counter, CancellationToken cancellationToken)
    {
        var store = new InMemorySessionStore();
        var log = new SessionLog(store, await store.CreateAsync(Key, cancellationToken).ConfigureAwait(false), TimeProvider.System, NullLogger.Instance);
        var input = messages.Count;
        while (input > 0 && messages[input - 1].Role != ChatRole.Assistant && messages[input - 1].Role != ChatRole.Tool)
            input--;

        var head = Position.Start;
        List<(ChatMessage Message, Entry Entry)> turn = [];
        await log.UpdateAsync(
            (writer, _) =>
            {
                var (start, number, isBegun) = (Position.Start, 0, false);
                for (var i = 0; i < messages.Count; i++)
                {
                    if (i == input)
                        head = writer.Head;
                    if (messages[i].Role == ChatRole.User && !isBegun)
                    {
                        start = writer.Append(new TurnStartBody { Number = ++number, Added = true, Input = MessagePreview.Of(messages[i]) }).Position;
                        isBegun = i >= input;
                    }

                    foreach (var part in MessageSplit.Split(messages[i]))
                    {
                        var entry = writer.Append(new MessageBody(part), start, part.AuthorName);
                        if (i >= input)
                            turn.Add((part, entry));
                    }
                }

                if (input == messages.Count)
                    head = writer.Head;
                return ValueTask.FromResult(messages.Count > 0);
            },
            SessionActivity.Idle,
            cancellationToken).ConfigureAwait(false);

        var window = new Window(log, head, agent: null);
        foreach (var (message, entry) in turn)
            window.Add(message, entry.Position, entry.TurnStart, entry.Author);
        var run = client is null ? null : new CompactionRun(new DirectModelAsker(client), new Patience(Patience.DefaultGrace, TimeProvider.System, NullLogger.Instance, Key));
        return await window.BeginDraftAsync(counter, run, cancellationToken).ConfigureAwait(false);
    }
}
