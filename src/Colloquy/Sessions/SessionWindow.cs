namespace Colloquy;

/// <summary>Shows the window of a session, which is what a model is shown, and pins messages to it.</summary>
/// <remarks>Pins belong to the branch and follow its head, as state does: undo and fork include them. They stay after <see cref="Session.CloseAsync"/>.</remarks>
public sealed class SessionWindow
{
    internal SessionWindow(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    /// <summary>Returns the model call that made a message: the exact messages that the model was shown, with its instructions, tools and options.</summary>
    /// <param name="message">The position of an answer, or of a part of one, on any branch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EntryNotFoundException">The position holds no message that a model made.</exception>
    public async Task<Explanation> ExplainAsync(Position message, CancellationToken cancellationToken = default)
    {
        var call = await CallReader.FindAsync(Log, message, cancellationToken).ConfigureAwait(false);
        return await CallReader.ReadAsync(Log, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the messages of the current branch that a model would be shown now, before the next input, with reasons. Calls no model and writes nothing.</summary>
    /// <remarks>Where a model's service stores the conversation, they are the messages that are new to the service, and the strategies do not apply.</remarks>
    /// <param name="window">The strategies; null for the default.</param>
    /// <param name="agent">The agent whose last window decides the cut; null for the agent that called a model last.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<WindowReport> PreviewAsync(WindowPipeline? window = null, string? agent = null, CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if ((await ServiceConversations.ReadAsync(Log, record.Head, cancellationToken).ConfigureAwait(false)).Newest is { UpTo.IsStart: false } kept)
            return await ServiceConversationReport.OfAsync(new Window(Log, record.Head, agent), kept, (window ?? WindowPipeline.Default).Counter, cancellationToken).ConfigureAwait(false);

        var context = await new Window(Log, record.Head, agent).DraftAsync(window ?? WindowPipeline.Default, run: null, cancellationToken).ConfigureAwait(false);
        var built = BuiltWindow.Of(context, []);
        var tokens = context.Calibrate(built.Estimate);
        if (tokens > context.Budget)
            context.Notes.Add($"The messages that the window cannot leave out have {tokens} tokens, more than the budget of {context.Budget}.");

        foreach (var (position, problem) in context.Window.Unreadable)
            context.Notes.Add($"The entry at position {position} cannot be read and is left out, since it {problem}.");

        return new WindowReport
        {
            Messages = built.Messages,
            Tokens = tokens,
            Budget = context.Budget,
            Cut = context.Cut,
            Rows = await WindowRows.OfAsync(context, cancellationToken).ConfigureAwait(false),
            Notes = context.Notes,
        };
    }

    /// <summary>Pins a message of the current branch.</summary>
    /// <param name="message">The message's position.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the call pinned the message; false when it was pinned already.</returns>
    /// <exception cref="EntryNotFoundException">The position holds no message of the current branch.</exception>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public async Task<bool> PinAsync(Position message, CancellationToken cancellationToken = default)
    {
        return await PinList.ChangeAsync(
            Log,
            async (head, pins) =>
            {
                await PinList.EnsureOnLineAsync(Log, head, message, cancellationToken).ConfigureAwait(false);
                return pins.Contains(message) ? null : [.. pins.Append(message).Order()];
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the pin of a message.</summary>
    /// <param name="message">The message's position.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the pin was removed; false when the message was not pinned.</returns>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    /// <exception cref="SessionClosedException">The session is closed.</exception>
    public async Task<bool> UnpinAsync(Position message, CancellationToken cancellationToken = default)
    {
        return await PinList.ChangeAsync(
            Log,
            (_, pins) => ValueTask.FromResult<IReadOnlyList<Position>?>(pins.Contains(message) ? [.. pins.Where(pin => pin != message)] : null),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the positions of the pinned messages of the current branch, in their order.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<Position>> ListPinsAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await PinList.ReadAsync(Log, record.Head, cancellationToken).ConfigureAwait(false);
    }
}
