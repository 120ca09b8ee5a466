namespace Colloquy;

/// <summary>What came of a turn that had to answer with a value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value; the default of its type while the turn waits for a person (<see cref="TurnStatus.Waiting"/>).</param>
/// <param name="Answer">The turn's answer, whose text is the JSON that the model sent.</param>
public sealed record AgentAnswer<T>(T Value, AgentAnswer Answer)
{
    /// <summary>Returns the text of the answer.</summary>
    public override string ToString() => Answer.Text;
}
