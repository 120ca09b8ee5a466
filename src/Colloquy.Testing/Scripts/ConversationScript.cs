namespace Colloquy.Testing;

/// <summary>Represents a conversation as a file: what is said, turn by turn, and what is expected. It contains data and no code, so people who write no C# write it.</summary>
public sealed record ConversationScript
{
    /// <summary>Gets the name of the conversation.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the steps, in order; at least one.</summary>
    public required IReadOnlyList<ScriptStep> Steps { get; init; }

    /// <summary>Gets the checks of the whole conversation, which are made after the last step.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Reads a script from a file.</summary>
    /// <param name="path">The path of the file, which is YAML in UTF-8 of at most one mebibyte.</param>
    /// <param name="checks">The checks that it may name; null for those of <see cref="ScriptChecks.Default"/>.</param>
    /// <exception cref="ScriptException">The file is not a script; the message says at which line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ConversationScript Load(string path, ScriptChecks? checks = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileInfo(path) is { Exists: true, Length: > ScriptReader.LongestText }
            ? throw new ScriptException(path, 1, 1, "the file is larger than one mebibyte, which no script is.")
            : Parse(File.ReadAllText(path), path, checks);
    }

    /// <summary>Reads a script from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What the script is called in messages, such as its path.</param>
    /// <param name="checks">The checks that it may name; null for those of <see cref="ScriptChecks.Default"/>.</param>
    /// <exception cref="ScriptException">The text is not a script; the message says at which line.</exception>
    public static ConversationScript Parse(string yaml, string source = "script", ScriptChecks? checks = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return new ScriptReader(source, checks ?? ScriptChecks.Default).Read(yaml);
    }

    /// <summary>Holds the conversation: starts it, takes all steps, makes all checks, and ends it.</summary>
    /// <param name="setup">Configures the conversation.</param>
    /// <param name="variant">The name of the variant, such as a model's; null for none.</param>
    /// <param name="cancellationToken">Cancels the conversation.</param>
    /// <exception cref="ScriptFailedException">A check did not pass, or a turn has no answer. It contains all that did not pass: a check that fails does not stop the turns after it.</exception>
    public async Task RunAsync(IConversationSetup setup, string? variant = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var conversation = await Conversation.StartAsync(Name, setup, variant, cancellationToken).ConfigureAwait(false);
        await using (conversation.ConfigureAwait(false))
            await RunAsync(conversation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes all steps in a conversation that has started, and makes all checks.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Cancels the conversation.</param>
    /// <exception cref="ScriptFailedException">A check did not pass, or a turn has no answer. It contains all that did not pass: a check that fails does not stop the turns after it.</exception>
    public async Task RunAsync(Conversation conversation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var failures = await ScriptPlay.TakeAsync(this, conversation, cancellationToken).ConfigureAwait(false);
        if (failures.Count > 0)
            throw ScriptFailure.ToException(this, failures);
    }
}
