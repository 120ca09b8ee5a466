using System.Text;

namespace Colloquy;

/// <summary>Represents an agent that the model of another agent may hand the conversation over to.</summary>
/// <param name="agent">The agent that is handed the conversation.</param>
public sealed class Handoff(Agent agent)
{
    /// <summary>Gets the agent that is handed the conversation.</summary>
    public Agent Agent { get; } = agent ?? throw new ArgumentNullException(nameof(agent));

    /// <summary>Gets the name of the tool by which the model hands over.</summary>
    /// <value>The default is <c>transfer_to_</c> and the agent's name, with <c>_</c> for characters that the names of tools cannot have, and a short hash at the end when the name is not ASCII or too long.</value>
    public string ToolName
    {
        get => field ??= Plain(Agent.Name, "transfer_to_");
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(ToolName));
            field = value;
        }
    }

    /// <summary>Gets the description of when to hand over, which the model is given; null for the agent's name alone.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the strategies that decide what the agent sees of the conversation that it was handed, in this turn and in later ones; null for the agent's own.</summary>
    public WindowPipeline? Window { get; init; }

    /// <summary>Creates a handoff to an agent with the default settings.</summary>
    /// <param name="agent">The agent.</param>
    public static implicit operator Handoff(Agent agent) => FromAgent(agent);

    /// <summary>Creates a handoff to an agent with the default settings.</summary>
    /// <param name="agent">The agent.</param>
    public static Handoff FromAgent(Agent agent) => new(agent);

    internal static string Plain(string name, string before = "")
    {
        var plain = new StringBuilder(before, before.Length + name.Length);
        foreach (var c in name)
            plain.Append(char.IsAsciiLetterOrDigit(c) || c == '-' ? char.ToLowerInvariant(c) : '_');
        return Ascii.IsValid(name) && Colloquy.ToolName.IsLegal(plain.ToString()) ? plain.ToString() : Colloquy.ToolName.Shorten(plain.ToString(), name);
    }
}
