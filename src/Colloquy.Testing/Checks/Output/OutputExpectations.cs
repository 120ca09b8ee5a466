using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Provides checks of structured answers.</summary>
public static class OutputExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that the answer, or each answer of a conversation, is JSON that a JSON schema allows.</summary>
        /// <param name="schema">The schema.</param>
        public T MatchesSchema(JsonElement schema) => expect.Meets(new SchemaCheck(schema));

        /// <summary>Checks that the answer, or each answer of a conversation, is JSON that a JSON schema allows.</summary>
        /// <param name="schema">The schema, as JSON.</param>
        public T MatchesSchema([StringSyntax(StringSyntaxAttribute.Json)] string schema)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(schema);
            return expect.Meets(new SchemaCheck(JsonSerializer.Deserialize<JsonElement>(schema)));
        }
    }

    /// <summary>Checks that the answer is JSON that can be read as a type, with all that the type requires.</summary>
    /// <typeparam name="TAnswer">The type.</typeparam>
    /// <param name="expect">The turn that is checked.</param>
    /// <param name="where">A condition on the value; null for none.</param>
    /// <param name="description">The condition in words; its code unless you give one.</param>
    public static TurnExpectations Answer<TAnswer>(this TurnExpectations expect, Func<TAnswer, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? description = null) =>
        expect.Meets(new AnswerCheck<TAnswer> { Where = where, Description = description });

    /// <summary>Checks that each answer of a conversation is JSON that can be read as a type, with all that the type requires.</summary>
    /// <typeparam name="TAnswer">The type.</typeparam>
    /// <param name="expect">The conversation that is checked.</param>
    /// <param name="where">A condition on each value; null for none.</param>
    /// <param name="description">The condition in words; its code unless you give one.</param>
    public static ConversationExpectations Answer<TAnswer>(this ConversationExpectations expect, Func<TAnswer, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? description = null) =>
        expect.Meets(new AnswerCheck<TAnswer> { Where = where, Description = description });
}
