namespace Colloquy;

/// <summary>Asks a model a question beside the conversation, such as a request for a summary. The call is recorded, priced and limited like any other model call.</summary>
internal interface IModelAsker
{
    /// <summary>Asks a model, and commits the call together with the entry that its answer makes.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reply. A model that fails is recorded and returned as <see cref="ModelReply.Failure"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the call is recorded all the same.</exception>
    ValueTask<ModelReply> AskAsync(ModelQuestion question, CancellationToken cancellationToken);
}
