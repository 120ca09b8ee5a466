using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a check that the answer, or each answer of a conversation, is JSON that can be read as a type, with all that is required, and that a condition on the value is met.</summary>
/// <typeparam name="T">The type.</typeparam>
public sealed class AnswerCheck<T> : ImmediateCheck
{
    /// <summary>Gets a condition on the value; null for none.</summary>
    public Func<T, bool>? Where { get; init; }

    /// <summary>Gets the condition in words; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the options by which JSON is read.</summary>
    /// <value>The default is the web defaults with names of enumerations as text, and strict: constructor parameters and properties that are required must be given, null is refused where the type does not allow it, and numbers are not text.</value>
    public JsonSerializerOptions Options { get; init; } = StrictJson.Options;

    /// <inheritdoc />
    public override string Name => "structured answer";

    /// <inheritdoc />
    public override string Expected => $"the answer is a {typeof(T).Name}{(Where is null ? "" : $" that meets {Description ?? "the condition"}")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        foreach (var turn in subject.Turns)
        {
            var which = subject.Turn is null ? $"turn {turn.Number}: " : "";
            if (StrictJson.FindProblem(turn.Text, out var json) is { } problem)
                return Fail($"{which}{problem}");

            T? value;
            try
            {
                value = json.Deserialize<T>(Options);
            }
            catch (JsonException error)
            {
                return Fail($"{which}the answer does not fit: {error.Message}\n{ReadableText.Cut(turn.Text, 500)}");
            }

            if (value is null)
                return Fail($"{which}the answer is null");
            if (Where is not null && !Where(value))
                return Fail($"{which}the condition is not met by {ReadableText.OneLine(turn.Text, 500)}");
        }

        return Pass();
    }
}
