using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Runs without a session: nothing is kept, and the caller passes on what was said.</content>
public sealed partial class Agent
{
    /// <summary>Runs a turn without a session with a text of the user's. Nothing is kept.</summary>
    /// <param name="input">What the user says.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <exception cref="TurnLimitException">A limit ended the turn.</exception>
    public Task<AgentAnswer> RunAsync(string input, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunAsync([new ChatMessage(ChatRole.User, input)], options, cancellationToken);
    }

    /// <summary>Runs a turn without a session with messages. Nothing is kept.</summary>
    /// <param name="messages">The turn's input. It may begin with an earlier conversation, such as <see cref="AgentAnswer.Conversation"/>.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>An exception of the model's client comes through as it is.</remarks>
    /// <exception cref="TurnLimitException">A limit ended the turn.</exception>
    public async Task<AgentAnswer> RunAsync(IEnumerable<ChatMessage> messages, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var own = RunOptions.CopyOf(options);
        var (session, input) = await EphemeralSession.CreateAsync(InputMessages.ToList(messages), cancellationToken).ConfigureAwait(false);
        return await RunAsync(input, session, own, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a turn without a session with a text of the user's, and streams what happens. Nothing is kept.</summary>
    /// <param name="input">What the user says.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>Leaving the stream early cancels the turn; reading it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
    public IAsyncEnumerable<AgentUpdate> RunStreamingAsync(string input, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunStreamingAsync([new ChatMessage(ChatRole.User, input)], options, cancellationToken);
    }

    /// <summary>Runs a turn without a session with messages, and streams what happens. Nothing is kept.</summary>
    /// <param name="messages">The turn's input. It may begin with an earlier conversation.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>Leaving the stream early cancels the turn; reading it slowly does not. The last update is an <see cref="AnswerUpdate"/>.</remarks>
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
