namespace Colloquy.Testing;

/// <summary>Declares that a conversation survives the loss of its process: after its turns, the conversation is held again for each place at which the process can be lost.</summary>
/// <remarks>The contract for the glue of a test framework: after the turns of a class with this attribute, it calls <see cref="RestartMatrix.RunAsync(Func{int, ConversationBuilder}, Action{ConversationBuilder}, Func{Conversation, Task}, RestartMatrixOptions?, CancellationToken)"/> with a function that calls the turns in order, on a new object each time, and reports a test of its own that calls <see cref="RestartMatrixResult.EnsurePassed"/>.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SurvivesRestartAttribute : Attribute
{
    /// <summary>Gets or sets where the process is lost.</summary>
    /// <value>The default is after each turn, and after each call of a tool.</value>
    public RestartCuts Cuts { get; set; } = RestartCuts.AfterTurns | RestartCuts.AfterCalls;

    /// <summary>Returns the options for a restart matrix.</summary>
    public RestartMatrixOptions ToOptions() => new() { Cuts = Cuts };
}
