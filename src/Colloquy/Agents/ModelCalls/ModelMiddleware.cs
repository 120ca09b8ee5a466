using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The middleware around a model.</summary>
internal sealed class ModelMiddleware(IReadOnlyList<AgentMiddleware> middleware, IChatClient client, RunContext run)
{
    /// <summary>Calls the model, and notes in the call what it was sent in the end.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> CallAsync(PassedCall call, bool isStreamed, CancellationToken cancellationToken)
    {
        var request = new ModelRequest { Run = run, Messages = call.Shown.Messages, Options = call.Prompt.Options };
        return MiddlewareChain.Around(middleware, Send)(request, cancellationToken);

        IAsyncEnumerable<ChatResponseUpdate> Send(ModelRequest passed, CancellationToken stop)
        {
            call.Passed(passed);
            return HearAsync(call, () => isStreamed ? client.GetStreamingResponseAsync(passed.Messages, call.Prompt.Sent, stop) : WholeAsync(passed.Messages, call.Prompt.Sent, stop), stop);
        }
    }

    /// <summary>Passes on what the client says, and notes what it throws: middleware throws for itself.</summary>
    private static async IAsyncEnumerable<ChatResponseUpdate> HearAsync(PassedCall call, Func<IAsyncEnumerable<ChatResponseUpdate>> begin, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = NoteFailure(call, () => begin().GetAsyncEnumerator(cancellationToken));
        await using var ended = updates.ConfigureAwait(false);
        while (await MoveAsync(call, updates).ConfigureAwait(false))
        {
            call.Conversation = updates.Current.ConversationId ?? call.Conversation;
            yield return Named(call.Prompt, updates.Current);
        }
    }

    private static T NoteFailure<T>(PassedCall call, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e)
        {
            call.Failure = e;
            throw;
        }
    }

    private static async ValueTask<bool> MoveAsync(PassedCall call, IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Failure = e;
            throw;
        }
    }

    /// <summary>The update with the names that the tools have, by which middleware knows them.</summary>
    private static ChatResponseUpdate Named(Prompt prompt, ChatResponseUpdate update)
    {
        if (prompt.Names is not { } names || !update.Contents.Any(content => content is FunctionCallContent call && names.ContainsKey(call.Name)))
            return update;

        var named = update.Clone();
        named.Contents = [.. update.Contents.Select(content => content is FunctionCallContent call ? CallNaming.Rename(call, call.CallId, names.GetValueOrDefault(call.Name, call.Name)) : content)];
        return named;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> WholeAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }
}

/// <summary>A model call on its way through middleware: what it was to be, and what it was sent in the end.</summary>
internal sealed class PassedCall
{
    private readonly BuiltWindow _planned;

    public PassedCall(BuiltWindow shown, Prompt prompt, RunFence fence) => (_planned, Shown, Prompt, Fence) = (shown, shown, prompt, fence);

    /// <summary>Until when the model may be called.</summary>
    public RunFence Fence { get; }

    /// <summary>What the client threw; null for nothing.</summary>
    public Exception? Failure { get; set; }

    public BuiltWindow Shown { get; private set; }

    public Prompt Prompt { get; private set; }

    /// <summary>Whether the model was called at all, and not answered for.</summary>
    public bool IsSent { get; private set; }

    /// <summary>The conversation that the service named, whatever became of its answer on the way back.</summary>
    public string? Conversation { get; set; }

    public void Passed(ModelRequest request)
    {
        var prompt = Prompt;
        if (!ReferenceEquals(request.Options, Prompt.Options))
        {
            // Counted before it is taken over, where the run can leave a counter that does not return: the call is recorded with the count.
            prompt = Prompt.Create(request.Options, null, null, [], Prompt.Shares);
            prompt.Count(_planned.Counter);
        }

        Fence.ThrowIfClosed();
        (IsSent, Conversation, Prompt) = (true, null, prompt);
        Shown = ReferenceEquals(request.Messages, _planned.Messages) ? _planned : _planned.Changed(request.Messages);
    }
}
