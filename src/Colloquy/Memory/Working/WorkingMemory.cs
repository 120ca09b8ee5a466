namespace Colloquy;

/// <summary>Provides a small memory that the model itself updates by a tool and is shown in every run.</summary>
/// <remarks>The memory is stored in the state under <c>NAME/memory</c>: a JSON object where <see cref="MergeUpdates"/> is true, otherwise a text. When several conversations write at once, no write is lost unnoticed: changes to an object are merged, and a text that another conversation has changed is shown to the model before it is replaced.</remarks>
/// <param name="name">The name: the source of the additions, a part of the key in the state, and a part of the name of the tool.</param>
public sealed class WorkingMemory(string name = "working_memory") : ContextProvider
{
    /// <inheritdoc />
    public override string Name => name;

    /// <summary>Gets the scope of the memory. In a session without a user, the memory of a user belongs to the session.</summary>
    /// <value>The default is <see cref="Scope.User"/>: all conversations with the user share it.</value>
    public Scope Scope { get; init; } = Scope.User;

    /// <summary>Gets a value that indicates whether the memory is a JSON object, to which the model writes changes (a merge patch, RFC 7396: a null removes a key), rather than a text, which the model replaces.</summary>
    /// <value>The default is true.</value>
    public bool MergeUpdates { get; init; } = true;

    /// <summary>Gets the text that is shown while the memory is empty, such as headings to fill in; null for none.</summary>
    public string? Template { get; init; }

    /// <summary>Gets the instructions for the model about the memory. Instructions for the tool are added to them.</summary>
    public string Instructions { get; init; } = "You have a working memory of lasting facts about the user and what you do for them. Keep it up to date by writing down at once what is worth knowing in later conversations, and by correcting what has changed. Say nothing of it unless you are asked.";

    /// <summary>Gets the maximum number of characters of the memory, from 1.</summary>
    /// <value>The default is 4,000.</value>
    public int MaxCharacters
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxCharacters));
            field = value;
        }
    } = 4_000;

    /// <summary>The name of the tool.</summary>
    internal string ToolName => $"update_{Name}";

    /// <inheritdoc />
    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var scope = Scope == Scope.User && request.Run.User is null ? Scope.Session : Scope;
        var page = await WorkingMemoryPage.ReadAsync(request.State, scope, cancellationToken).ConfigureAwait(false);
        var how = MergeUpdates
            ? $"To write it, call {ToolName} with the keys that change and their new values, and null for a key that is to go."
            : $"To write it, call {ToolName} with the whole new text, which replaces the old one.";
        request.AddInstructions($"{Instructions} {how}");
        if ((page.Text ?? Template) is { Length: > 0 } text)
            request.AddMessage($"Your working memory:\n{text}");
        request.AddTools([new IdempotentAIFunction(new WorkingMemoryFunction(this, page))]);
    }
}
