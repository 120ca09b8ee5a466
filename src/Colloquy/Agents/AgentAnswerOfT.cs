using System.Diagnostics.CodeAnalysis;

namespace Colloquy;

/// <summary>Represents the answer of a turn that had to answer with a value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class AgentAnswer<T>
{
    private readonly T? _value;

    /// <summary>Creates an answer with a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="answer">The turn's answer.</param>
    public AgentAnswer(T value, AgentAnswer answer)
        : this(answer) => (_value, HasValue) = (value, true);

    /// <summary>Creates an answer without a value, such as that of a turn that waits for a person.</summary>
    /// <param name="answer">The turn's answer.</param>
    public AgentAnswer(AgentAnswer answer) => Answer = answer ?? throw new ArgumentNullException(nameof(answer));

    /// <summary>Gets a value that indicates whether the turn has answered with a value. It has not while it waits for a person (<see cref="TurnStatus.Waiting"/>).</summary>
    public bool HasValue { get; }

    /// <summary>Gets the value.</summary>
    /// <exception cref="InvalidOperationException">The turn has not answered with a value: see <see cref="HasValue"/>.</exception>
    public T Value => HasValue ? _value! : throw new InvalidOperationException($"The turn has not answered with a value: its status is {Answer.Status}. Look at HasValue first. A turn that waits goes on by Agent.ResumeAsync once Answer.Approvals and Answer.OpenCalls are answered.");

    /// <summary>Gets the turn's answer, whose text is the JSON that the model sent.</summary>
    public AgentAnswer Answer { get; }

    /// <summary>Gets the value if there is one.</summary>
    /// <param name="value">The value; the default of its type when the result is false.</param>
    /// <returns>true when there is a value; otherwise, false.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return HasValue;
    }

    /// <summary>Returns the text of the answer.</summary>
    public override string ToString() => Answer.Text;
}
