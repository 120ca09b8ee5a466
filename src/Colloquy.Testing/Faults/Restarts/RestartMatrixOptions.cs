namespace Colloquy.Testing;

/// <summary>Represents the options of a restart matrix.</summary>
public sealed class RestartMatrixOptions
{
    /// <summary>Gets or sets where the process is lost.</summary>
    /// <value>The default is after each turn, and after each call of a tool.</value>
    public RestartCuts Cuts { get; set; } = RestartCuts.AfterTurns | RestartCuts.AfterCalls;

    /// <summary>Gets or sets the budget that the turns are charged to; null for none.</summary>
    public TestBudget? Budget { get; set; }

    /// <summary>Gets or sets the rules that say what is to blame for a failure.</summary>
    /// <value>The default is <see cref="BlameRules.Default"/>.</value>
    public BlameRules BlameRules { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = BlameRules.Default;
}
