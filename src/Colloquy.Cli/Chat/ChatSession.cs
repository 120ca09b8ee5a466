namespace Colloquy.Cli;

/// <summary>The conversation of a chat. It is created by the first message, so that looking in leaves nothing behind.</summary>
internal sealed class ChatSession(ISessionStore store, SessionKey key, TimeProvider time)
{
    private const int TitleLength = 60;

    private readonly SessionOptions _options = new() { Time = time };

    /// <summary>The session; null until there is one.</summary>
    public Session? Found { get; private set; }

    /// <summary>Looks whether there is such a session, and says so.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        Found = await store.FindAsync(key, _options, cancellationToken).ConfigureAwait(false);
        if (Found is not { } session)
            return $"New conversation {Wording.Name(key)}.";
        if (session.Record.Activity == SessionActivity.Closed)
            throw new CliException(ExitCode.Error, $"Session {Wording.Name(key)} is closed. `colloquy sessions reopen` opens it again; --new begins another.");

        var messages = await Conversation.CountMessagesAsync(store, session.Record, cancellationToken).ConfigureAwait(false);
        var turns = await session.CountTurnsAsync(cancellationToken).ConfigureAwait(false);
        return $"Resumed conversation {Wording.Name(key)}: {Wording.Count(messages, "message")} in {Wording.Count(turns, "turn")}, the last on {Wording.Time(session.Record.UpdatedAt, time)}.";
    }

    public async Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        Found ??= await store.OpenAsync(key, _options, cancellationToken).ConfigureAwait(false);

    /// <summary>Gives a session without a title its first message as one, so that a listing says what it is about.</summary>
    public async Task NameAsync(string input, CancellationToken cancellationToken)
    {
        if (Found is { Record.Details.Title: null } session)
            await session.SetTitleAsync(PlainText.Short(input, TitleLength), cancellationToken).ConfigureAwait(false);
    }
}
