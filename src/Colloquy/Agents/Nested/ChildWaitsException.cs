namespace Colloquy;

/// <summary>Thrown by the tool that an agent is when that agent's turn waits for a person: so does the turn that called it.</summary>
internal sealed class ChildWaitsException(SessionKey child) : ColloquyException($"The agent waits for a person's approval in session {child}.")
{
    /// <summary>The id of the session in which it waits.</summary>
    public string Session => child.Id;
}
