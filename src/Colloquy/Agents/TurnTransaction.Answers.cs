using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Turns that go on with what their caller gives them.</content>
internal sealed partial class TurnTransaction
{
    /// <summary>Goes on with a turn that waited for its caller, with the results that the caller gave and what was said besides, in one commit.</summary>
    public async ValueTask AnswerAsync(Turn turn, IReadOnlyList<FunctionResultContent> results, IReadOnlyList<ChatMessage> besides, TurnState progress, CancellationToken cancellationToken)
    {
        Continue(turn);
        var othersWait = (await ReadWaitsAsync(cancellationToken).ConfigureAwait(false)).AnyDeferred;
        _writer.Append(new TurnResumeBody(), Start, Author);
        _writer.Waits = othersWait;
        foreach (var result in results)
        {
            var message = Take(new ChatMessage(ChatRole.Tool, [result]));
            var entry = _writer.Append(new MessageBody(Attachments.Detach(message, _writer, log)), Start, Author);
            var call = progress.Calls[progress.FindCall(0, result.CallId)] with { Result = ((FunctionResultContent)message.Contents[0]).Result };
            progress.Answer(call, message, entry.Position, this);
        }

        foreach (var message in besides)
            Append(Take(message), progress.Window, author: null);
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with a turn that has no end, with more input.</summary>
    public async ValueTask ContinueAsync(Turn turn, IReadOnlyList<ChatMessage> input, Window window, CancellationToken cancellationToken)
    {
        Continue(turn);
        foreach (var message in MessageSplit.Split(input))
            Append(Take(message), window, author: null);
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes in what the caller gives, as it can be stored, with results as long as they may be.</summary>
    private ChatMessage Take(ChatMessage message) => TruncatedText.Within(Incoming.Take(message, "the caller", log), ResultCharacters);
}
