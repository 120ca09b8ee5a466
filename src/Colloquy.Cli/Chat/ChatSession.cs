namespace Colloquy.Cli;

/// <summary>The conversation of a chat. It is created by the first message, so that looking in leaves nothing behind.</summary>
internal sealed class ChatSession(ISessionStore store, SessionKey key, string? branch, TimeProvider time)
{
    private readonly OpenSessionOptions _options = new() { TimeProvider = time };

    /// <summary>Whether the chat keeps to a branch of its own, whichever is current.</summary>
    public bool IsBound => branch is not null;

    /// <summary>The branch that the chat is on, as it was seen last.</summary>
    public string Branch => Found?.Branch ?? BranchHead.Main;

    /// <summary>The session; null until there is one.</summary>
    public Session? Found { get; private set; }

    /// <summary>Looks whether there is such a session, and says so.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        Found = await store.FindAsync(key, _options, cancellationToken).ConfigureAwait(false);
        if (Found is not { } session)
        {
            return branch is null or BranchHead.Main
                ? $"New conversation {Wording.Name(key)}."
                : throw new CliException(ExitCode.NotFound, $"There is no session {Wording.Name(key)} yet, and so no branch '{PlainText.Line(branch)}'. Leave out --branch to begin it.");
        }

        if (session.Record.Activity == SessionActivity.Closed)
            throw new CliException(ExitCode.Error, $"Session {Wording.Name(key)} is closed. `colloquy sessions reopen` opens it again; --new begins another.");

        if (branch is not null)
            Found = session = await session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false);
        var messages = await Conversation.CountMessagesAsync(session, store, cancellationToken).ConfigureAwait(false);
        var turns = await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        return $"Resumed conversation {Wording.Name(key)}: {Wording.Count(messages, "message")} in {Wording.Count(turns, "turn")}, the last on {Wording.Time(session.Record.UpdatedAt, time)}.{(Branch == BranchHead.Main ? "" : $" It is on branch '{PlainText.Line(Branch)}'.")}";
    }

    public async Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        Found ??= await store.OpenAsync(key, _options, cancellationToken).ConfigureAwait(false);

    /// <summary>Takes the chat to a branch. It becomes the current one, unless the chat keeps to a branch of its own.</summary>
    public async Task SwitchToAsync(string name, CancellationToken cancellationToken)
    {
        if (IsBound)
            Found = await Found!.Branches.OpenAsync(name, cancellationToken).ConfigureAwait(false);
        else
            await Found!.Branches.SwitchToAsync(name, cancellationToken).ConfigureAwait(false);
    }
}
