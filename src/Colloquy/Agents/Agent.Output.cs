using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Turns that answer with a value.</content>
public sealed partial class Agent
{
    /// <summary>Runs a turn on a session with a text from the user, and returns the answer as a value.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="input">The text of the user.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="format">The format in which the value is requested, read and validated; null for the default format of the type.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>An answer that is not such a value is sent back to the model once, in the same turn, with a description of the problem. The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also after it received a description of the problem.</exception>
    public Task<AgentAnswer<T>> RunAsync<T>(string input, Session session, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunAsync([new ChatMessage(ChatRole.User, input)], session, options, format, cancellationToken);
    }

    /// <summary>Runs a turn on a session with messages, and returns the answer as a value.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="messages">The turn's input.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="format">The format in which the value is requested, read and validated; null for the default format of the type.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <remarks>An answer that is not such a value is sent back to the model once, in the same turn, with a description of the problem. The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also after it received a description of the problem.</exception>
    public async Task<AgentAnswer<T>> RunAsync<T>(IEnumerable<ChatMessage> messages, Session session, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        NoSession.ThrowIfNull(session);
        var (own, check) = Ask(options, format, session.Key);
        var answer = await RunAsync(messages, session, own, cancellationToken).ConfigureAwait(false);
        return check.Of(answer);
    }

    /// <summary>Runs a turn without a session with a text from the user, and returns the answer as a value. Nothing is stored.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="input">The text of the user.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="format">The format in which the value is requested, read and validated; null for the default format of the type.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>An answer that is not such a value is sent back to the model once, in the same turn, with a description of the problem. The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also after it received a description of the problem.</exception>
    public Task<AgentAnswer<T>> RunAsync<T>(string input, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunAsync([new ChatMessage(ChatRole.User, input)], options, format, cancellationToken);
    }

    /// <summary>Runs a turn without a session with messages, and returns the answer as a value. Nothing is stored.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="messages">The turn's input. It may begin with an earlier conversation.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="format">The format in which the value is requested, read and validated; null for the default format of the type.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>An answer that is not such a value is sent back to the model once, in the same turn, with a description of the problem. The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also after it received a description of the problem.</exception>
    public async Task<AgentAnswer<T>> RunAsync<T>(IEnumerable<ChatMessage> messages, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        var (own, check) = Ask(options, format, key: null);
        var answer = await RunAsync(messages, own, cancellationToken).ConfigureAwait(false);
        return check.Of(answer);
    }

    /// <summary>Resumes a turn, and returns the answer as a value.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of this run; null for the settings of the agent.</param>
    /// <param name="format">The format in which the value is requested, read and validated; null for the default format of the type.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <returns>The result of the turn; null when there is no turn to resume.</returns>
    /// <remarks>The method throws the same exceptions as <see cref="RunAsync(string, Session, RunOptions?, CancellationToken)"/>.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also after it received a description of the problem.</exception>
    public async Task<AgentAnswer<T>?> ResumeAsync<T>(Session session, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        NoSession.ThrowIfNull(session);
        var (own, check) = Ask(options, format, session.Key);
        return await ResumeAsync(session, own, cancellationToken).ConfigureAwait(false) is { } answer ? check.Of(answer) : null;
    }

    private static (RunOptions Options, OutputCheck<T> Check) Ask<T>(RunOptions? options, OutputFormat<T>? format, SessionKey? key)
    {
        format ??= OutputFormat<T>.Default;
        var check = new OutputCheck<T>(format, key);
        return (RunOptions.CopyOf(options).For(format.ResponseFormat, check), check);
    }
}
