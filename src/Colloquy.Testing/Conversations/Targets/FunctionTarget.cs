namespace Colloquy.Testing;

/// <summary>Tests a function that takes a message and returns an answer.</summary>
internal sealed class FunctionTarget(Func<string, CancellationToken, Task<string>> answerAsync) : ConversationTarget
{
    public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
    {
        var text = await answerAsync(string.Join('\n', request.Messages.Select(message => message.Text)), cancellationToken).ConfigureAwait(false);
        return new TargetAnswer { Messages = [new(ChatRole.Assistant, text)] };
    }
}
