using System.Text;

namespace Colloquy.Testing;

/// <summary>Represents a step of a script that did not pass.</summary>
/// <param name="Step">The step; null for the checks of the whole conversation.</param>
/// <param name="Error">What was thrown: a <see cref="CheckFailedException"/>, a <see cref="CheckErrorException"/>, or a <see cref="NoAnswerException"/>.</param>
public sealed record ScriptFailure(ScriptStep? Step, Exception Error)
{
    internal static Exception ToException(ConversationScript script, IReadOnlyList<ScriptFailure> failures)
    {
        var message = new StringBuilder($"The script '{script.Name}' did not pass: {failures.Count} of {script.Steps.Count} steps.");
        foreach (var failure in failures)
            message.Append('\n').Append(failure.Step is { } step ? $"line {step.Line}, {step.Name}: " : "whole conversation: ").Append(failure.Error.Message);

        // The message has what the failures say. What is within them has the stack of the agent.
        // A run that could not be judged is no failed assertion.
        return failures.All(failure => failure.Error is CheckFailedException)
            ? new ScriptFailedException(failures, message.ToString())
            : new ScriptErrorException(failures, message.ToString());
    }
}

/// <summary>The exception that is thrown when checks of a script failed: the agent did not do what was expected.</summary>
public sealed class ScriptFailedException : ColloquyException, IAssertionException
{
    internal ScriptFailedException(IReadOnlyList<ScriptFailure> failures, string message)
        : base(message, failures[0].Error.InnerException) => Failures = failures;

    /// <summary>Gets what did not pass, in order.</summary>
    public IReadOnlyList<ScriptFailure> Failures { get; }
}

/// <summary>The exception that is thrown when a turn of a script has no answer, or a check could not be made.</summary>
public sealed class ScriptErrorException : ColloquyException
{
    internal ScriptErrorException(IReadOnlyList<ScriptFailure> failures, string message)
        : base(message, failures[0].Error.InnerException) => Failures = failures;

    /// <summary>Gets what did not pass, in order.</summary>
    public IReadOnlyList<ScriptFailure> Failures { get; }
}
