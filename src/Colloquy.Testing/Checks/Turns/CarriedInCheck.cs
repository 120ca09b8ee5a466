using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents a check of how many earlier messages the model was shown in the first call of a turn, without instructions. Of a whole conversation, its last turn is checked.</summary>
public sealed class CarriedInCheck : ImmediateCheck
{
    /// <summary>Gets the fewest messages, at least 0.</summary>
    public int AtLeast { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A turn carries in no message or more."); }

    /// <summary>Gets the most messages; null for any number.</summary>
    public int? AtMost { get; init; }

    /// <inheritdoc />
    public override string Name => "messages carried in";

    /// <inheritdoc />
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"{(AtMost == AtLeast ? "exactly " : AtMost is null ? "at least " : "")}{AtLeast}{(AtMost is { } most && most != AtLeast ? $" to {most}" : "")} earlier messages are carried in");

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Turns is not [.., var turn])
            return CannotTell("The conversation has no turn. Say something first.");
        if (!turn.KnowsCarriedIn)
            return CannotTell("It is not observed what the model was shown. Give the target a client of ConversationParts.Client, or set TargetAnswer.CarriedIn.");
        return turn.CarriedIn >= AtLeast && (AtMost is null || turn.CarriedIn <= AtMost) ? Pass() : Fail($"{turn.CarriedIn} were carried in, of {turn.Messages.Count - turn.Input.Count - turn.Output.Count} so far");
    }
}
