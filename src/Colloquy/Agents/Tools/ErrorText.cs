namespace Colloquy;

/// <summary>What the model and the log are told of an exception.</summary>
internal static class ErrorText
{
    /// <summary>What the model is told of a call that failed.</summary>
    public static string OfCall(Exception e, bool isDetailed)
    {
        if (e is not (ToolFailedException or ContentNotStorableException { IsTooDeep: true } or SizeLimitException { Kind: SizeLimit.StateValue or SizeLimit.StateTotal }) && !isDetailed)
            return $"the tool failed with {e.GetType().Name}; what it says is not shown.";

        return string.IsNullOrWhiteSpace(e.Message) ? $"the tool failed with {e.GetType().Name}, which says nothing more." : e.Message;
    }

    /// <summary>What the log keeps of what ended a turn or a model call: what Colloquy and the model's client say; of other code's exceptions nothing, besides the type.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="isClients">Whether the model's client threw it.</param>
    /// <param name="isDetailed">Whether the application asks for what exceptions say.</param>
    public static string? ForLog(Exception e, bool isClients, bool isDetailed) => e switch
    {
        _ when isClients || isDetailed => e.Message,
        ContextProviderException provider => provider.Bare,
        ContentNotStorableException { IsTooDeep: false } => null,
        AbandonedException or DuplicateToolException or StateTypeException or ColloquyException => e.Message,
        _ => null,
    };
}
