using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Runs without a session: nothing is kept, and the caller passes on what was said.</content>
public sealed partial class Agent
{
    /// <summary>Runs a turn without a session with a text from the user. Nothing is stored.</summary>
    /// <param name="input">The text of the user.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <exception cref="TurnLimitException">A limit ended the turn.</exception>
    public Task<AgentAnswer> RunAsync(string input, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunAsync([new ChatMessage(ChatRole.User, input)], options, cancellationToken);
    }

    /// <summary>Runs a turn without a session with messages. Nothing is stored.</summary>
    /// <param name="messages">The turn's input. It may begin with an earlier conversation, such as <see cref="AgentAnswer.Conversation"/>.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>An exception of the model's client is thrown unchanged.</remarks>
    /// <exception cref="TurnLimitException">A limit ended the turn.</exception>
    public async Task<AgentAnswer> RunAsync(IEnumerable<ChatMessage> messages, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var own = RunOptions.CopyOf(options);
        var (session, input) = await EphemeralSession.CreateAsync(InputMessages.ToList(messages), cancellationToken).ConfigureAwait(false);
        return await RunAsync(input, session, own, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a turn without a session with a text from the user, and streams its updates. Nothing is stored.</summary>
    /// <param name="input">The text of the user.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(string input, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunStreamingAsync([new ChatMessage(ChatRole.User, input)], options, cancellationToken);
    }

    /// <summary>Runs a turn without a session with messages, and streams its updates. Nothing is stored.</summary>
    /// <param name="messages">The turn's input. It may begin with an earlier conversation.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>To stop the enumeration early cancels the turn; to read it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(IEnumerable<ChatMessage> messages, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var all = InputMessages.ToList(messages);
        var own = RunOptions.CopyOf(options);
        return RunStream.ReadAsync<AgentUpdate>(
            async (write, stop) =>
            {
                var (session, input) = await EphemeralSession.CreateAsync(all, stop).ConfigureAwait(false);
                write(new AnswerUpdate(await new AgentRun(this, session, own, write).RunAsync(input, stop).ConfigureAwait(false)));
            },
            cancellationToken);
    }
}
