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
            return isStreamed ? client.GetStreamingResponseAsync(passed.Messages, passed.Options, stop) : WholeAsync(passed, stop);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> WholeAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(request.Messages, request.Options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
    }
}

/// <summary>A model call on its way through middleware: what it was to be, and what it was sent in the end.</summary>
internal sealed class PassedCall
{
    private readonly BuiltWindow _planned;

    public PassedCall(BuiltWindow shown, Prompt prompt) => (_planned, Shown, Prompt) = (shown, shown, prompt);

    public BuiltWindow Shown { get; private set; }

    public Prompt Prompt { get; private set; }

    public void Passed(ModelRequest request)
    {
        Shown = ReferenceEquals(request.Messages, _planned.Messages) ? _planned : _planned.Changed(request.Messages);
        if (!ReferenceEquals(request.Options, Prompt.Options))
            Prompt = Prompt.Create(request.Options, null, null, [], Prompt.Shares);
    }
}
