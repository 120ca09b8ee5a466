namespace Colloquy.Testing;

/// <summary>Takes the steps of a script. A check that does not pass stops nothing; a turn without an answer stops the conversation.</summary>
internal static class ScriptPlay
{
    public static async Task<IReadOnlyList<ScriptFailure>> TakeAsync(ConversationScript script, Conversation conversation, CancellationToken cancellationToken)
    {
        List<ScriptFailure> failures = [];
        foreach (var step in script.Steps)
        {
            try
            {
                if (await TakeAsync(step, conversation, cancellationToken).ConfigureAwait(false) is { } turn && step.Checks.Count > 0)
                    await turn.Expect.AllAsync([.. step.Checks.Select(check => (Func<TurnExpectations, Task>)(expect => expect.MeetsAsync(check, cancellationToken)))]).ConfigureAwait(false);
            }
            catch (Exception error) when (error is CheckFailedException or CheckErrorException)
            {
                failures.Add(new ScriptFailure(step, error));
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(new ScriptFailure(step, error));
                return failures;
            }
        }

        try
        {
            if (script.Checks.Count > 0)
                await conversation.Expect.AllAsync([.. script.Checks.Select(check => (Func<ConversationExpectations, Task>)(expect => expect.MeetsAsync(check, cancellationToken)))]).ConfigureAwait(false);
        }
        catch (Exception error) when (error is CheckFailedException or CheckErrorException)
        {
            failures.Add(new ScriptFailure(null, error));
        }

        return failures;
    }

    private static async Task<TurnResult?> TakeAsync(ScriptStep step, Conversation conversation, CancellationToken cancellationToken)
    {
        switch (step.Action)
        {
            case ScriptAction.Restart:
                await conversation.RestartAsync(cancellationToken).ConfigureAwait(false);
                return null;
            case ScriptAction.Approve:
                return await conversation.ApproveAsync(step.Name, cancellationToken).ConfigureAwait(false);
            case ScriptAction.Refuse:
                return await conversation.RefuseAsync(step.Name, cancellationToken).ConfigureAwait(false);
            default:
                return await conversation.SayAsync(step.Text, name: step.Name, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}
