namespace Colloquy.Testing;

/// <summary>Represents the result of a conversation that was held again with a loss of its process at each place.</summary>
public sealed record RestartMatrixResult
{
    /// <summary>Gets the name of the conversation, with its variant.</summary>
    public required string Conversation { get; init; }

    /// <summary>Gets the conversation as it was held without a loss.</summary>
    public required Trial Undisturbed { get; init; }

    /// <summary>Gets the conversations with a loss, in the order of the places; empty when the one without a loss did not pass.</summary>
    public required IReadOnlyList<RestartVariant> Variants { get; init; }

    /// <summary>Gets what the variants show: passed when all passed; failed when the agent did not survive a loss; an error when that is not known, for example since a place was not reached.</summary>
    public TrialsOutcome Outcome =>
        Undisturbed.Outcome == TrialOutcome.Failed || Variants.Any(variant => variant.Trial.Outcome == TrialOutcome.Failed) ? TrialsOutcome.Failed
            : Undisturbed.Outcome == TrialOutcome.Passed && Variants.Count > 0 && Variants.All(variant => variant.Trial.Outcome == TrialOutcome.Passed) ? TrialsOutcome.Passed
            : TrialsOutcome.Error;

    /// <summary>Returns the outcome, and the places at which the conversation does not survive, the first of them first.</summary>
    public string Describe()
    {
        if (Undisturbed.Outcome != TrialOutcome.Passed)
            return $"The conversation '{Conversation}' does not pass without a loss of its process, so none was tried: {Undisturbed.Reason}";
        if (Variants.Count == 0)
            return $"The conversation '{Conversation}' has no place at which its process could be lost: it takes no turn, or makes no call of a tool.";

        var others = Variants.Where(variant => variant.Trial.Outcome != TrialOutcome.Passed).OrderBy(variant => variant.Trial.Outcome).ToList();
        return others.Count == 0
            ? $"The conversation '{Conversation}' survives the loss of its process at each of {Variants.Count} places."
            : $"The conversation '{Conversation}' does not survive the loss of its process at {others.Count} of {Variants.Count} places.\n{string.Join('\n', others.Select(variant => $"  {variant.ToString().ReplaceLineEndings("\n    ")}"))}";
    }

    /// <summary>Throws unless the conversation survives each loss.</summary>
    /// <exception cref="RestartMatrixFailedException">The conversation does not survive. Test frameworks count the exception as a failed assertion.</exception>
    /// <exception cref="RestartMatrixErrorException">It is not known whether it does.</exception>
    public void EnsurePassed()
    {
        if (Outcome == TrialsOutcome.Failed)
            throw new RestartMatrixFailedException(this, Describe());
        if (Outcome == TrialsOutcome.Error)
            throw new RestartMatrixErrorException(this, Describe());
    }
}
