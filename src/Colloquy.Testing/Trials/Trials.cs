namespace Colloquy.Testing;

/// <summary>Holds a conversation several times, to see how often it succeeds.</summary>
public static class Trials
{
    /// <summary>Holds a conversation several times. Each trial has a conversation, a store and tool hosts of its own.</summary>
    /// <param name="name">The name of the conversation.</param>
    /// <param name="configure">Configures each trial, so it creates new objects each time.</param>
    /// <param name="converseAsync">Holds the conversation, and checks it: the trial passes when the function returns, and no check that it recorded failed.</param>
    /// <param name="options">The options; null for ten trials that must all pass.</param>
    /// <param name="cancellationToken">Cancels the trials.</param>
    /// <returns>The result. <see cref="TrialsResult.EnsurePassed"/> throws unless it is good enough.</returns>
    public static Task<TrialsResult> RunAsync(string name, Action<ConversationBuilder> configure, Func<Conversation, Task> converseAsync, TrialOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(converseAsync);
        return RunAsync(number => new ConversationBuilder(name, options?.Variant) { Trial = number }, configure, converseAsync, options, cancellationToken);
    }

    /// <summary>Holds a conversation several times, with builders that have extensions already. The glue of a test framework calls it.</summary>
    /// <param name="createBuilder">Creates the builder of a trial, whose number it is given and sets. It is asked for one more, which is used for its name only.</param>
    /// <param name="configure">Configures each trial, so it creates new objects each time.</param>
    /// <param name="converseAsync">Holds the conversation, and checks it: the trial passes when the function returns, and no check that it recorded failed.</param>
    /// <param name="options">The options; null for ten trials that must all pass.</param>
    /// <param name="cancellationToken">Cancels the trials.</param>
    /// <returns>The result. <see cref="TrialsResult.EnsurePassed"/> throws unless it is good enough.</returns>
    public static Task<TrialsResult> RunAsync(Func<int, ConversationBuilder> createBuilder, Action<ConversationBuilder> configure, Func<Conversation, Task> converseAsync, TrialOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createBuilder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(converseAsync);
        return new TrialRun(createBuilder, configure, converseAsync, options?.Copy() ?? new TrialOptions(), cancellationToken).RunAsync();
    }

    /// <summary>Holds a conversation several times. Each trial has a conversation, a store and tool hosts of its own.</summary>
    /// <param name="name">The name of the conversation.</param>
    /// <param name="setup">Configures each trial.</param>
    /// <param name="converseAsync">Holds the conversation, and checks it: the trial passes when the function returns, and no check that it recorded failed.</param>
    /// <param name="options">The options; null for ten trials that must all pass.</param>
    /// <param name="cancellationToken">Cancels the trials.</param>
    /// <returns>The result. <see cref="TrialsResult.EnsurePassed"/> throws unless it is good enough.</returns>
    public static Task<TrialsResult> RunAsync(string name, IConversationSetup setup, Func<Conversation, Task> converseAsync, TrialOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return RunAsync(name, setup.Configure, converseAsync, options, cancellationToken);
    }

    /// <summary>Says the same sentences several times, and then checks the conversation.</summary>
    /// <param name="name">The name of the conversation.</param>
    /// <param name="configure">Configures each trial, so it creates new objects each time.</param>
    /// <param name="script">What is said, turn by turn; at least one turn.</param>
    /// <param name="checkAsync">Checks the conversation after its last turn.</param>
    /// <param name="options">The options; null for ten trials that must all pass.</param>
    /// <param name="cancellationToken">Cancels the trials.</param>
    /// <returns>The result. <see cref="TrialsResult.EnsurePassed"/> throws unless it is good enough.</returns>
    public static Task<TrialsResult> RunAsync(string name, Action<ConversationBuilder> configure, IReadOnlyList<string> script, Func<Conversation, Task> checkAsync, TrialOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(checkAsync);
        ArgumentOutOfRangeException.ThrowIfZero(script.Count);
        IReadOnlyList<string> said = [.. script];
        return RunAsync(
            name,
            configure,
            async conversation =>
            {
                for (var i = 0; i < said.Count; i++)
                    await conversation.SayAsync(said[i], name: $"turn-{i + 1}", cancellationToken: cancellationToken).ConfigureAwait(false);
                await checkAsync(conversation).ConfigureAwait(false);
            },
            options,
            cancellationToken);
    }
}
