using System.Diagnostics.CodeAnalysis;

namespace Colloquy.Models;

/// <summary>Names a model as <c>provider/model</c>, such as <c>anthropic/claude-sonnet-5</c>; only <c>offline</c> needs no model.</summary>
/// <param name="Provider">The provider, in lower case.</param>
/// <param name="Model">The model, as its provider spells it; it may contain slashes and colons. It is empty when the name has none.</param>
public readonly record struct ModelName(string Provider, string Model)
{
    /// <summary>Reads a name; throws <see cref="FormatException"/> where it is not of the form <c>provider/model</c>.</summary>
    public static ModelName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' does not name a model. Write 'provider/model', such as 'openai/gpt-5-mini', or 'offline'.");

    /// <summary>Reads a name and returns whether it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ModelName name)
    {
        var parts = (text ?? "").Trim().Split('/', 2, StringSplitOptions.TrimEntries);
        name = new ModelName(parts[0].ToLowerInvariant(), parts.Length > 1 ? parts[1] : "");
        return name.Provider.Length > 0 && (name.Model.Length > 0 || name.Provider == "offline");
    }

    /// <inheritdoc/>
    public override string ToString() => Model.Length > 0 ? $"{Provider}/{Model}" : Provider;
}
