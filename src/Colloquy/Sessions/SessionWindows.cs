namespace Colloquy;

/// <summary>Tells what a model was shown of a session, and what it would be.</summary>
public static class SessionWindows
{
    /// <summary>Returns the model call that made a message: exactly what the model was shown, with which instructions, tools and options.</summary>
    /// <param name="session">The session.</param>
    /// <param name="message">The position of an answer, or of what had arrived of one; on any branch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="NoMessageException">The position holds no message that a model made.</exception>
    public static async Task<Explanation> ExplainAsync(this Session session, Position message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var call = await CallReader.FindAsync(session.Log, message, cancellationToken).ConfigureAwait(false);
        return await CallReader.ReadAsync(session.Log, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what a model would be shown of the current branch now, before the next input, and why. Asks no model and writes nothing.</summary>
    /// <remarks>Where a model's service keeps the conversation, that is what is new to the service, and the strategies have no say.</remarks>
    /// <param name="session">The session.</param>
    /// <param name="window">The strategies; null for the default.</param>
    /// <param name="agent">The agent whose last window tells where the cut is; null for whoever called last.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<WindowReport> PreviewWindowAsync(this Session session, WindowPipeline? window = null, string? agent = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var record = await session.Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if ((await ServiceConversations.ReadAsync(session.Log, record.Head, cancellationToken).ConfigureAwait(false)).Newest is { UpTo.IsStart: false } kept)
            return await ServiceConversationReport.OfAsync(new Window(session.Log, record.Head, agent), kept, (window ?? WindowPipeline.Default).Counter, cancellationToken).ConfigureAwait(false);

        var draft = await new Window(session.Log, record.Head, agent).DraftAsync(window ?? WindowPipeline.Default, run: null, cancellationToken).ConfigureAwait(false);
        var built = BuiltWindow.Of(draft, []);
        var tokens = draft.Calibrate(built.Estimate);
        if (tokens > draft.Budget)
            draft.Notes.Add($"What must be in the window has {tokens} tokens, more than the budget of {draft.Budget}.");

        foreach (var (position, problem) in draft.Window.Unreadable)
            draft.Notes.Add($"The entry at position {position} cannot be read and is left out, since it {problem}.");

        return new WindowReport
        {
            Messages = built.Messages,
            Tokens = tokens,
            Budget = draft.Budget,
            Cut = draft.Cut,
            Rows = await WindowRows.OfAsync(draft, cancellationToken).ConfigureAwait(false),
            Notes = draft.Notes,
        };
    }
}
