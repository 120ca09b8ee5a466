using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Asks a model for code that no run calls, such as a test of it. Nothing is recorded.</summary>
internal sealed class DirectModelAsker(IChatClient client) : IModelAsker
{
    public async ValueTask<ModelReply> AskAsync(ModelQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            var text = ModelText.WholeTextOf(await (question.Client ?? client).GetResponseAsync([new ChatMessage(ChatRole.User, question.Prompt)], question.Options, cancellationToken).ConfigureAwait(false));
            question.Read?.Invoke(text);
            return new ModelReply { Text = text, Entry = question.Conclude?.Invoke(text, Guid.Empty) };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new ModelReply { Failure = e };
        }
    }
}
