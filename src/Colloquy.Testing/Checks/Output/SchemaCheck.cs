using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a check that the answer, or each answer of a conversation, is JSON that a JSON schema allows.</summary>
/// <remarks>Keywords that the check does not know, such as <c>if</c> and <c>dependentSchemas</c>, are an error of the check, and not a pass. <c>format</c> says nothing, as in JSON Schema itself.</remarks>
public sealed class SchemaCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="schema">The schema.</param>
    public SchemaCheck(JsonElement schema) => Schema = schema.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False ? schema.Clone() : throw new ArgumentException("A JSON schema is an object, or true or false.", nameof(schema));

    /// <summary>Gets the schema.</summary>
    public JsonElement Schema { get; }

    /// <inheritdoc />
    public override string Name => "schema";

    /// <inheritdoc />
    public override string Expected => $"the answer is JSON of the schema {ReadableText.OneLine(Schema.GetRawText(), 300)}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        foreach (var turn in subject.Turns)
        {
            var which = subject.Turn is null ? $"turn {turn.Number}: " : "";
            if (StrictJson.FindProblem(turn.Text, out var json) is { } problem)
                return Fail($"{which}{problem}");
            if (new SchemaValidator(Schema).FindProblems(json) is { Count: > 0 } problems)
                return Fail($"{which}{string.Join('\n', problems.Take(10))}");
        }

        return Pass();
    }
}
