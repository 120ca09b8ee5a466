namespace Colloquy.Testing;

/// <summary>Provides the checks of turns.</summary>
public static class TurnChecks
{
    /// <param name="turn">The turn.</param>
    extension(TurnResult turn)
    {
        /// <summary>Gets the checks of the turn. They see what happened in that turn only.</summary>
        public TurnExpectations Expect => new(turn);
    }
}
