using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy;

/// <summary>A working memory as a run has seen it last.</summary>
internal sealed class WorkingMemoryPage
{
    private const string Key = "memory";

    private readonly SessionState _state;
    private readonly Scope _scope;
    private volatile StateEntry? _seen;

    private WorkingMemoryPage(SessionState state, Scope scope) => (_state, _scope) = (state, scope);

    /// <summary>What a model is shown of it; null when nothing is remembered.</summary>
    public string? Text => _seen switch
    {
        null => null,
        { Unreadable: not null } => "(It is damaged and cannot be read. Write down again what is worth remembering.)",
        var seen => Show(seen.Value),
    };

    public static async ValueTask<WorkingMemoryPage> ReadAsync(SessionState state, Scope scope, CancellationToken cancellationToken)
    {
        var page = new WorkingMemoryPage(state, scope);
        await page.LookAsync(cancellationToken).ConfigureAwait(false);
        return page;
    }

    /// <summary>Writes the text anew; false when it is another than was seen last, which is then seen.</summary>
    public async ValueTask<bool> TryReplaceAsync(string text, CancellationToken cancellationToken)
    {
        var written = await _state.TrySetAsync(Key, text, _seen?.Version, _scope, cancellationToken).ConfigureAwait(false);
        await LookAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>Merges changes into what is there now.</summary>
    /// <param name="patch">The changes.</param>
    /// <param name="check">Refuses what is to be written, by an exception.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask MergeAsync(JsonObject patch, Action<JsonElement> check, CancellationToken cancellationToken)
    {
        await _state.ChangeAsync(Key, Merge, _scope, cancellationToken).ConfigureAwait(false);
        await LookAsync(cancellationToken).ConfigureAwait(false);

        JsonElement Merge(JsonElement? found)
        {
            var merged = JsonElement.Parse(MergePatch.Apply(ReadObject(found), patch).ToJsonString());
            check(merged);
            return merged;
        }
    }

    /// <summary>A memory in the form in which a model is shown it, and its length is counted.</summary>
    public static string Show(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString()!;
        if (value.ValueKind != JsonValueKind.Object)
            return value.ValueKind == JsonValueKind.Null ? "" : value.GetRawText();

        var shown = new StringBuilder();
        foreach (var fact in value.EnumerateObject())
        {
            var text = fact.Value.ValueKind == JsonValueKind.String ? fact.Value.GetString()! : fact.Value.GetRawText();
            shown.Append(shown.Length == 0 ? "- " : "\n- ").Append(fact.Name).Append(": ").Append(text.ReplaceLineEndings("\n  "));
        }

        return shown.ToString();
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken) => _seen = await _state.FindAsync(Key, _scope, cancellationToken).ConfigureAwait(false);

    /// <summary>Of a text that was written while the memory was replaced, nothing is lost: it becomes notes.</summary>
    private static JsonObject? ReadObject(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } found => JsonObject.Create(found),
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } notes => new JsonObject { ["notes"] = notes },
        _ => null,
    };
}
