using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads the JSON that a model was asked for, and throws for everything that is not as it was asked for.</summary>
internal sealed class StrictAnswer
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private readonly JsonElement _json;
    private readonly string _who;
    private readonly string _place;
    private readonly string _form;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private StrictAnswer(JsonElement json, string who, string place, string form)
    {
        (_json, _who, _place, _form) = (json, who, place, form);
        if (json.ValueKind != JsonValueKind.Object)
            throw new JudgeException($"The {who}'s {place} is not a JSON object but {Show(json.GetRawText())}{form}");
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="schema">The schema that was asked for, which messages show.</param>
    /// <param name="who">Who answered, in words.</param>
    public static StrictAnswer Parse(string text, string schema, string who = "judge")
    {
        var form = $"\nThe answer that was asked for is JSON of this schema: {string.Concat(schema.Split('\n').Select(line => line.Trim()))}";
        if (string.IsNullOrWhiteSpace(text))
            throw new JudgeException($"The {who}'s answer is empty.{form}");

        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return new StrictAnswer(document.RootElement.Clone(), who, "answer", form);
        }
        catch (JsonException error)
        {
            throw new JudgeException($"The {who}'s answer is not the JSON that it was asked for: {Show(text)} Use a model that supports structured output.{form}", error);
        }
    }

    public static string Show(string text) => text.Length <= 200 ? $"'{text}'." : $"'{text[..(char.IsHighSurrogate(text[199]) ? 199 : 200)]}…'.";

    public string Text(string name, bool mayBeEmpty = false)
    {
        var value = Get(name);
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(name, "text");

        var text = value.GetString()!;
        return mayBeEmpty || !string.IsNullOrWhiteSpace(text) ? text : throw new JudgeException($"The {_who}'s {_place} has an empty '{name}'.");
    }

    public string OneOf(string name, params ReadOnlySpan<string> values)
    {
        var text = Text(name);
        return values.Contains(text) ? text : throw Wrong(name, $"one of {string.Join(", ", values!)}");
    }

    public double Score(string name)
    {
        var value = Get(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= 1 ? number : throw Wrong(name, "a number from 0 to 1");
    }

    public int Integer(string name)
    {
        var value = Get(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(name, "a whole number");
    }

    public IReadOnlyList<T> List<T>(string name, Func<StrictAnswer, T> read)
    {
        var value = Get(name);
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "a list");

        return [.. value.EnumerateArray().Select((item, index) =>
        {
            var answer = new StrictAnswer(item, _who, $"{name}[{index}]", _form);
            var result = read(answer);
            answer.End();
            return result;
        })];
    }

    /// <summary>Throws when the answer has more than was read of it.</summary>
    public void End()
    {
        foreach (var property in _json.EnumerateObject())
        {
            if (!_read.Contains(property.Name))
                throw new JudgeException($"The {_who}'s {_place} has a property '{property.Name}' that it was not asked for.{_form}");
        }
    }

    private JsonElement Get(string name)
    {
        _read.Add(name);
        return _json.TryGetProperty(name, out var value) ? value : throw new JudgeException($"The {_who}'s {_place} lacks the property '{name}'.{_form}");
    }

    private JudgeException Wrong(string name, string wanted) => new($"The property '{name}' of the {_who}'s {_place} is not {wanted} but {Show(_json.GetProperty(name).GetRawText())}");
}
