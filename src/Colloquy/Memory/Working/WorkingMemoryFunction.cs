using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The tool by which a model writes its working memory. What is wrong with a call is told to the model.</summary>
internal sealed class WorkingMemoryFunction(WorkingMemory memory, WorkingMemoryPage page) : AIFunction
{
    private const string Argument = "memory";

    private static readonly JsonElement MergeSchema = JsonElement.Parse("""
        {"type":"object","properties":{"memory":{"type":"object","description":"The facts that change, by short keys in snake_case; null removes a key. What is not named stays.","additionalProperties":true}},"required":["memory"]}
        """);

    private static readonly JsonElement ReplaceSchema = JsonElement.Parse("""
        {"type":"object","properties":{"memory":{"type":"string","description":"The whole new text."}},"required":["memory"]}
        """);

    private bool Merges => memory.MergeUpdates;

    public override string Name => memory.ToolName;

    public override string Description => Merges ? "Changes your working memory: writes the keys that are given, and removes those that are null." : "Writes your working memory anew.";

    public override JsonElement JsonSchema => Merges ? MergeSchema : ReplaceSchema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var given = Read(arguments.GetValueOrDefault(Argument));
        if (Merges)
        {
            await page.MergeAsync(ReadPatch(given), Check, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Check(given);
            if (given.ValueKind != JsonValueKind.String)
                throw new ToolFailedException($"'{Argument}' must be a text.");
            if (!await page.TryReplaceAsync(given.GetString()!, cancellationToken).ConfigureAwait(false))
                return $"Not written: another conversation has changed the working memory meanwhile. Call again with what is to be kept of both. It is now:\n{page.Text}";
        }

        return string.IsNullOrEmpty(page.Text) ? "Written. The working memory is empty now." : $"Written. The working memory is now:\n{page.Text}";
    }

    private void Check(JsonElement written)
    {
        if (WorkingMemoryPage.Show(written).Length is var length && length > memory.MaxCharacters)
            throw new ToolFailedException($"the working memory would have {length} characters, and may have {memory.MaxCharacters}. Nothing was written. Leave out what matters least.");
    }

    private static JsonObject ReadPatch(JsonElement given)
    {
        // Some models write the object as a text.
        if (given.ValueKind == JsonValueKind.String && given.GetString() is { } text && text.TrimStart().StartsWith('{'))
            given = Parse(text);
        return given.ValueKind == JsonValueKind.Object ? JsonObject.Create(given)! : throw new ToolFailedException($"'{Argument}' must be an object of keys and values.");
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return StorableJson.Of(JsonElement.Parse(text));
        }
        catch (JsonException e)
        {
            throw new ToolFailedException($"'{Argument}' could not be read ({e.Message}). Send it again as valid JSON.");
        }
    }

    private static JsonElement Read(object? argument) => argument switch
    {
        null => throw new ToolFailedException($"'{Argument}' is missing."),
        JsonElement element => element,
        _ => JsonSerializer.SerializeToElement(argument, AIJsonUtilities.DefaultOptions.GetTypeInfo(argument.GetType())),
    };
}
