using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class OutputCheckTests
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "city": { "type": "string", "minLength": 2, "pattern": "^[A-Z]" },
            "amount": { "type": "number", "minimum": 0, "multipleOf": 0.01 },
            "months": { "type": "integer" },
            "kind": { "enum": ["trip", "house"] },
            "legs": { "type": "array", "items": { "$ref": "#/$defs/leg" }, "minItems": 1, "uniqueItems": true },
            "note": { "anyOf": [{ "type": "string" }, { "type": "null" }] }
          },
          "required": ["city", "amount"],
          "additionalProperties": false,
          "$defs": { "leg": { "type": "object", "properties": { "to": { "const": "Lisbon" } }, "required": ["to"] } }
        }
        """;

    private enum Kind
    {
        Trip,
        House,
    }

    private sealed record Leg(string To);

    private sealed record Goal(string City, decimal Amount, Kind Kind = Kind.Trip, IReadOnlyList<Leg>? Legs = null);

    [Fact]
    public async Task An_answer_is_read_as_a_type_with_a_condition()
    {
        var turn = await TurnAsync(Says("""{"city":"Lisbon","amount":500,"kind":"House","legs":[{"to":"Lisbon"}]}"""));

        turn.Expect.Answer<Goal>().Answer<Goal>(goal => goal.Amount == 500 && goal.Kind == Kind.House);

        var error = Fails(() => turn.Expect.Answer<Goal>(goal => goal.Amount > 500));
        Assert.Contains("expected: the answer is a Goal that meets goal => goal.Amount > 500", error.Message, StringComparison.Ordinal);
        Assert.Contains("structured answer: the condition is not met by {\"city\":\"Lisbon\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the answer is not JSON: it is empty")]
    [InlineData("You save for Lisbon.", "the answer is not JSON")]
    [InlineData("```json\n{}\n```", "it is in a code fence")]
    [InlineData("""{"city":"Lisbon"}""", "the answer does not fit")]
    [InlineData("""{"city":null,"amount":500}""", "the answer does not fit")]
    [InlineData("""{"city":"Lisbon","amount":"500"}""", "the answer does not fit")]
    [InlineData("""{"city":"Lisbon","amount":500,"kind":"boat"}""", "the answer does not fit")]
    [InlineData("null", "the answer is null")]
    public async Task An_answer_that_does_not_fit_fails(string text, string expected)
    {
        var turn = await TurnAsync(Says(text));

        Assert.Contains(expected, Fails(() => turn.Expect.Answer<Goal>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"city":"Lisbon","amount":500.25,"months":3.0,"kind":"trip","legs":[{"to":"Lisbon","by":"train"}],"note":null}""", null)]
    [InlineData("""{"amount":500}""", "the answer has no 'city'")]
    [InlineData("""{"city":"Lisbon","amount":"500"}""", "the answer.amount is string, not number")]
    [InlineData("""{"city":"Lisbon","amount":-1}""", "the answer.amount is -1, and minimum is 0")]
    [InlineData("""{"city":"Lisbon","amount":0.001}""", "multipleOf is 0.01")]
    [InlineData("""{"city":"L","amount":1}""", "the answer.city has 1 characters, and minLength is 2")]
    [InlineData("""{"city":"lisbon","amount":1}""", "does not match /^[A-Z]/")]
    [InlineData("""{"city":"Lisbon","amount":1,"months":1.5}""", "the answer.months is number, not integer")]
    [InlineData("""{"city":"Lisbon","amount":1,"kind":"boat"}""", "the answer.kind is 'boat', not one of ['trip', 'house']")]
    [InlineData("""{"city":"Lisbon","amount":1,"legs":[]}""", "the answer.legs has 0 elements, and minItems is 1")]
    [InlineData("""{"city":"Lisbon","amount":1,"legs":[{"to":"Rome"}]}""", "the answer.legs[0].to is 'Rome', not 'Lisbon'")]
    [InlineData("""{"city":"Lisbon","amount":1,"legs":[{"to":"Lisbon"},{"to":"Lisbon"}]}""", "has an element twice")]
    [InlineData("""{"city":"Lisbon","amount":1,"note":5}""", "the answer.note is none of what is allowed: 5")]
    [InlineData("""{"city":"Lisbon","amount":1,"extra":5}""", "the answer.extra must not be there")]
    [InlineData("[]", "the answer is array, not object")]
    [InlineData("{", "the answer is not JSON")]
    public async Task An_answer_is_compared_with_a_schema(string text, string? expected)
    {
        var turn = await TurnAsync(Says(text));

        if (expected is null)
            turn.Expect.MatchesSchema(Schema);
        else
            Assert.Contains(expected, Fails(() => turn.Expect.MatchesSchema(Schema)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_conversation_each_answer_is_checked_and_the_wrong_one_is_named()
    {
        await using var conversation = await StartAsync(Says("""{"city":"Lisbon","amount":5}"""), Says("""{"city":"Porto","amount":6}"""), Says("""{"city":"Faro"}"""));
        await conversation.SayAsync("One.");
        await conversation.SayAsync("Two.");

        conversation.Expect.Answer<Goal>(goal => goal.Amount > 4).MatchesSchema(Schema);
        await conversation.SayAsync("Three.");

        Assert.Contains("turn 3: the answer does not fit", Fails(() => conversation.Expect.Answer<Goal>()).Message, StringComparison.Ordinal);
        Assert.Contains("turn 3: the answer has no 'amount'", Fails(() => conversation.Expect.MatchesSchema(Schema)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"if":{"type":"string"}}""", "The keyword 'if'")]
    [InlineData("""{"$ref":"https://example.com/goal"}""", "which is outside of it")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "which it does not have")]
    [InlineData("""{"$ref":"#"}""", "deeper than 128 levels")]
    public async Task A_schema_that_cannot_be_checked_is_an_error(string schema, string expected)
    {
        var turn = await TurnAsync(Says("{}"));

        Assert.Contains(expected, CannotTell(() => turn.Expect.MatchesSchema(schema)).Message, StringComparison.Ordinal);
    }
}
