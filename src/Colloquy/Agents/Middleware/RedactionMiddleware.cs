using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Keeps personal data from the log, or from the model.</summary>
/// <remarks>One object serves many runs at once. Put it first in <see cref="Agent.Middleware"/>, so that it is the outermost on the way in; other middleware is then between it and the model.</remarks>
/// <param name="redaction">Finds personal data, and replaces it.</param>
/// <param name="mode">What it is kept from.</param>
public sealed class RedactionMiddleware(PersonalDataRedaction redaction, RedactionMode mode) : AgentMiddleware
{
    private const string Area = "redaction";

    private readonly PersonalDataRedaction _redaction = redaction ?? throw new ArgumentNullException(nameof(redaction));
    private readonly RedactionMode _mode = Enum.IsDefined(mode) ? mode : throw new ArgumentOutOfRangeException(nameof(mode), mode, null);

    // A run object lives as long as an agent has a turn.
    private readonly ConditionalWeakTable<RunContext, Placeholders> _placeholders = [];

    /// <inheritdoc />
    public override Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(next);
        return next(_mode == RedactionMode.Stored ? request with { Input = [.. request.Input.Select(message => RedactedMessage.Of(message, _redaction.Redact))] } : request, cancellationToken);
    }

    /// <inheritdoc />
    public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        var result = await next(request, cancellationToken).ConfigureAwait(false);
        return _mode == RedactionMode.Stored ? RedactedMessage.OfValue(result is IEnumerable<AIContent> contents ? contents.ToList() : result, _redaction.Redact) : result;
    }

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(next);
        return _mode == RedactionMode.Model ? CallAsync(request, next, cancellationToken) : next(request, cancellationToken);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> CallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = request.Run.State.WithPrefix(Area);
        if (!_placeholders.TryGetValue(request.Run, out var placeholders))
            _placeholders.AddOrUpdate(request.Run, placeholders = await ReadAsync(state, cancellationToken).ConfigureAwait(false));

        var redacted = Redact(request, text => _redaction.Redact(text, placeholders.Of));
        while (placeholders.Added.TryPeek(out var added))
        {
            await state.SetAsync(added.Name, added.Value, cancellationToken: cancellationToken).ConfigureAwait(false);
            placeholders.Added.Dequeue();
        }

        await foreach (var update in RestoredStream.ReadAsync(next(redacted, cancellationToken), placeholders, cancellationToken).ConfigureAwait(false))
            yield return update;
    }

    private static ModelRequest Redact(ModelRequest request, Func<string, string> change)
    {
        var options = request.Options;
        if (options?.Instructions is { } instructions && change(instructions) is var changed && changed != instructions)
        {
            options = options.Clone();
            options.Instructions = changed;
        }

        ChatMessage[]? messages = null;
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var message = RedactedMessage.Of(request.Messages[i], change);
            if (!ReferenceEquals(message, request.Messages[i]))
                (messages ??= [.. request.Messages])[i] = message;
        }

        return messages is null && ReferenceEquals(options, request.Options) ? request : request with { Messages = messages ?? request.Messages, Options = options };
    }

    private static async ValueTask<Placeholders> ReadAsync(SessionState state, CancellationToken cancellationToken)
    {
        var placeholders = new Placeholders();
        foreach (var entry in await state.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (entry is { IsRemoved: false, Unreadable: null, Value.ValueKind: System.Text.Json.JsonValueKind.String })
                placeholders.Know(entry.Key, entry.Value.GetString()!);
        }

        return placeholders;
    }
}
