using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Runs a turn of a Colloquy agent where agents of Agent Framework have their function loop, so that what Agent Framework wraps around a function loop wraps the turn.</summary>
/// <param name="client">The model's client, which is not disposed.</param>
/// <param name="turn">The turn; null where only the type is asked for.</param>
internal sealed class TurnChatClient(IChatClient client, FrameworkTurn? turn) : FunctionInvokingChatClient(client)
{
    private static readonly AsyncLocal<ChatOptions?> s_options = new();

    private FrameworkTurn Turn => turn ?? throw new InvalidOperationException("Run the agent: its function loop cannot be called by itself.");

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Turn.RunAsync([.. messages], options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Turn.StreamAsync([.. messages], options, cancellationToken);

    /// <summary>Notes the options of the turn that begins in this asynchronous flow.</summary>
    public static void EnterTurn(ChatOptions? options) => s_options.Value = options;

    /// <summary>Makes a call the current one of this asynchronous flow, for function middleware and for agents that are tools.</summary>
    public static void EnterCall(FunctionInvocationContext context)
    {
        context.Options = s_options.Value;
        CurrentContext = context;
    }

    /// <summary>Leaves the client to the application.</summary>
    protected override void Dispose(bool disposing) => base.Dispose(disposing: false);
}
