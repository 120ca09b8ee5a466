using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Plants a fault in the model: it answers in another way than the model did. Recorded answers are spoilt, too.</summary>
internal sealed class ModelFault : PlantedFaultExtension
{
    private readonly Func<FaultyCall, CancellationToken, Task<ChatResponse>> _answerAsync;
    private readonly SpoiltAnswers _answers;
    private TimeProvider _time = TimeProvider.System;

    public ModelFault(FaultUse use, Func<FaultyCall, CancellationToken, Task<ChatResponse>> answerAsync)
        : this(use, answerAsync, new SpoiltAnswers())
    {
    }

    private ModelFault(FaultUse use, Func<FaultyCall, CancellationToken, Task<ChatResponse>> answerAsync, SpoiltAnswers answers)
        : base(use) => (_answerAsync, _answers) = (answerAsync, answers);

    public override IChatClient WrapClient(IChatClient client, string name) => new FaultyChatClient(client, this);

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        _time = conversation.TimeProvider;
        return default;
    }

    public override ConversationExtension Fork() => new ModelFault(Use, _answerAsync, _answers);

    private async Task<ChatResponse> AnswerAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, Func<IEnumerable<ChatMessage>, CancellationToken, Task<ChatResponse>> askAsync, CancellationToken cancellationToken)
    {
        var call = new FaultyCall([.. messages], options, _time, (sent, stop) => askAsync(_answers.Restore(sent), stop));
        var isChanged = true;
        try
        {
            var response = await _answerAsync(call, cancellationToken).ConfigureAwait(false);
            isChanged = response != call.Response;
            _answers.Keep(call, response);
            return response;
        }
        catch
        {
            isChanged = false;
            throw;
        }
        finally
        {
            // A request that was changed can fail, or be given up.
            if (isChanged || call.IsChanged)
                Use.Note();
        }
    }

    private sealed class FaultyChatClient(IChatClient client, ModelFault fault) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            fault.AnswerAsync(messages, options, (sent, stop) => base.GetResponseAsync(sent, options, stop), cancellationToken);

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var response = await fault.AnswerAsync(messages, options, (sent, stop) => base.GetStreamingResponseAsync(sent, options, stop).ToChatResponseAsync(stop), cancellationToken).ConfigureAwait(false);
            foreach (var update in response.ToChatResponseUpdates())
                yield return update;
        }
    }
}
