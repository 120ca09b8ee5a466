using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents a check of how many earlier messages the model was shown in the first call of a turn, without instructions. Of a whole conversation, its last turn is checked.</summary>
public sealed class CarriedInCheck : ImmediateCheck
{
    /// <summary>Gets the fewest messages, at least 0.</summary>
    public int AtLeast { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A turn carries in no message or more."); }

    /// <summary>Gets the most messages; null for any number.</summary>
    public int? AtMost { get; init; }

    /// <summary>Gets a value that indicates whether each model call of the turn is checked, such as that of an agent to which another handed off, and not only the first.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool InEveryCall { get; init; }

    /// <inheritdoc />
    public override string Name => "messages carried in";

    /// <inheritdoc />
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"{(AtMost == AtLeast ? "exactly " : AtMost is null ? "at least " : "")}{AtLeast}{(AtMost is { } most && most != AtLeast ? $" to {most}" : "")} earlier messages are carried in{(InEveryCall ? ", in every call" : "")}");

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Turns is not [.., var turn])
            return CannotTell("The conversation has no turn. Say something first.");
        if (!turn.KnowsCarriedIn)
            return CannotTell("It is not observed what the model was shown. Give the target a client of ConversationParts.Client, or set TargetAnswer.CarriedIn.");
        if (InEveryCall && turn.ModelCalls.Count == 0)
            return CannotTell("The model calls are not observed. Give the target a client of ConversationParts.Client.");
        if (!IsMet(turn.CarriedIn))
            return Fail($"{turn.CarriedIn} were carried in, of {turn.Messages.Count - turn.Input.Count - turn.Output.Count} so far");

        for (var index = 0; InEveryCall && index < turn.ModelCalls.Count; index++)
        {
            var call = turn.ModelCalls[index];
            if (CarriedIn(turn, call) is var carried && !IsMet(carried))
                return Fail($"{carried} were carried in by call {index + 1} of {turn.ModelCalls.Count}, of the model '{call.Client}'");
        }

        return Pass();
    }

    private bool IsMet(int carried) => carried >= AtLeast && (AtMost is null || carried <= AtMost);

    /// <summary>The messages that a call was shown before the input of the turn; none when it was not shown the input either.</summary>
    private static int CarriedIn(TurnResult turn, ObservedModelCall call)
    {
        List<ChatMessage> shown = [.. call.Messages.Where(message => message.Role != ChatRole.System)];
        if (turn.Input.Count == 0)
            return shown.Count;
        return Math.Max(0, shown.FindLastIndex(message => message.Role == ChatRole.User && message.Text == turn.Input[^1].Text) - (turn.Input.Count - 1));
    }
}
