using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Turns that answer with a value.</content>
public sealed partial class Agent
{
    /// <summary>Runs a turn on a session with a text of the user's that is answered with a value.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="input">What the user says.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="format">How the value is asked for, read and validated; null for the type as it is.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <remarks>An answer that is no such value is sent back once with what is wrong, in the same turn. Throws as the run of a text does.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also when told what was wrong.</exception>
    public Task<AgentAnswer<T>> RunAsync<T>(string input, Session session, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunAsync([new ChatMessage(ChatRole.User, input)], session, options, format, cancellationToken);
    }

    /// <summary>Runs a turn on a session with messages that is answered with a value.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="messages">The turn's input.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="format">How the value is asked for, read and validated; null for the type as it is.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <remarks>An answer that is no such value is sent back once with what is wrong, in the same turn. Throws as the run of a text does.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also when told what was wrong.</exception>
    public async Task<AgentAnswer<T>> RunAsync<T>(IEnumerable<ChatMessage> messages, Session session, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        NoSession.ThrowIfNull(session);
        var (own, check) = Ask(options, format, session.Key);
        var answer = await RunAsync(messages, session, own, cancellationToken).ConfigureAwait(false);
        return check.Of(answer);
    }

    /// <summary>Runs a turn without a session with a text of the user's that is answered with a value. Nothing is kept.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="input">What the user says.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="format">How the value is asked for, read and validated; null for the type as it is.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>An answer that is no such value is sent back once with what is wrong, in the same turn. Throws as the run of a text does.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also when told what was wrong.</exception>
    public Task<AgentAnswer<T>> RunAsync<T>(string input, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RunAsync([new ChatMessage(ChatRole.User, input)], options, format, cancellationToken);
    }

    /// <summary>Runs a turn without a session with messages that is answered with a value. Nothing is kept.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="messages">The turn's input. It may begin with an earlier conversation.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="format">How the value is asked for, read and validated; null for the type as it is.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <remarks>An answer that is no such value is sent back once with what is wrong, in the same turn. Throws as the run of a text does.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also when told what was wrong.</exception>
    public async Task<AgentAnswer<T>> RunAsync<T>(IEnumerable<ChatMessage> messages, RunOptions? options = null, OutputFormat<T>? format = null, CancellationToken cancellationToken = default)
    {
        var (own, check) = Ask(options, format, key: null);
        var answer = await RunAsync(messages, own, cancellationToken).ConfigureAwait(false);
        return check.Of(answer);
    }

    /// <summary>Goes on with a turn that is answered with a value.</summary>
    /// <typeparam name="T">The type of the value, whose JSON schema the model is sent.</typeparam>
    /// <param name="session">The session.</param>
    /// <param name="options">What this run does differently.</param>
    /// <param name="format">How the value is asked for, read and validated; null for the type as it is.</param>
    /// <param name="cancellationToken">Cancels the turn, which keeps what it did.</param>
    /// <returns>What came of the turn; null when there is nothing to go on with.</returns>
    /// <remarks>Throws as a run does.</remarks>
    /// <exception cref="StructuredOutputException">The model did not answer with such a value, also when told what was wrong.</exception>
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
