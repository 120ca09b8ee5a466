using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Turns that are run again. The head moves back before them in the commit with which the new turn begins; the old line stays in the log, and the history of heads leads to it.</content>
public sealed partial class Agent
{
    /// <summary>Runs the newest turn again with the same input, and replaces it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="TurnNotFoundException">The branch has no turn.</exception>
    public Task<AgentAnswer> RetryTurnAsync(Session session, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        ReplayAsync(TurnReplay.Same, session, options, cancellationToken);

    /// <summary>Runs the newest turn again with the same input, and streams its updates.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RetryTurnStreamingAsync(Session session, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        ReplayStreamingAsync(TurnReplay.Same, session, options, cancellationToken);

    /// <summary>Changes the text of the user in a turn, and runs it in place of that turn and all turns after it.</summary>
    /// <param name="text">The new text of the user. Images and files of the message stay.</param>
    /// <param name="session">The session.</param>
    /// <param name="turnNumber">The number of the turn, from 1; null for the newest.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public Task<AgentAnswer> EditAndResendAsync(string text, Session session, int? turnNumber = null, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReplayAsync(TurnReplay.Edited(text, turnNumber), session, options, cancellationToken);
    }

    /// <summary>Replaces the input of a turn, and runs it in place of that turn and all turns after it.</summary>
    /// <param name="messages">The new input.</param>
    /// <param name="session">The session.</param>
    /// <param name="turnNumber">The number of the turn, from 1; null for the newest.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public Task<AgentAnswer> EditAndResendAsync(IEnumerable<ChatMessage> messages, Session session, int? turnNumber = null, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        return ReplayAsync(TurnReplay.Replaced(InputMessages.ToList(messages), turnNumber), session, options, cancellationToken);
    }

    /// <summary>Changes the text of the user in a turn, runs it in place of that turn and all turns after it, and streams its updates.</summary>
    /// <param name="text">The new text of the user. Images and files of the message stay.</param>
    /// <param name="session">The session.</param>
    /// <param name="turnNumber">The number of the turn, from 1; null for the newest.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> EditAndResendStreamingAsync(string text, Session session, int? turnNumber = null, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReplayStreamingAsync(TurnReplay.Edited(text, turnNumber), session, options, cancellationToken);
    }

    private Task<AgentAnswer> ReplayAsync(TurnReplay replay, Session session, RunOptions? options, CancellationToken cancellationToken)
    {
        NoSession.ThrowIfNull(session);
        return new AgentRun(this, session, RunOptions.CopyOf(options), onUpdate: null).ReplayAsync(replay, cancellationToken);
    }

    private IAsyncEnumerable<AgentUpdate> ReplayStreamingAsync(TurnReplay replay, Session session, RunOptions? options, CancellationToken cancellationToken)
    {
        NoSession.ThrowIfNull(session);
        var own = RunOptions.CopyOf(options);
        return RunStream.ReadAsync<AgentUpdate>(
            async (write, stop) => write(new AnswerUpdate(await new AgentRun(this, session, own, write).ReplayAsync(replay, stop).ConfigureAwait(false))),
            cancellationToken);
    }
}
