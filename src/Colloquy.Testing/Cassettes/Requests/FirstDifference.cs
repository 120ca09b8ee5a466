using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Finds where two canonical forms differ first.</summary>
internal static class FirstDifference
{
    private const int Shown = 120;

    /// <summary>Returns the place of the first difference and both values; null when there is none.</summary>
    public static (string Path, string Recorded, string Now)? Find(ModelRequest recorded, ModelRequest now)
    {
        if (recorded.Client != now.Client)
            return ("model", recorded.Client, now.Client);
        if (recorded.Settings != now.Settings && Find("", Parse(recorded.Settings.Json), Parse(now.Settings.Json)) is { } setting)
            return setting;
        if (recorded.Conversation != now.Conversation)
            return ("conversation", recorded.Conversation ?? "none", now.Conversation ?? "none");

        for (var i = 0; i < Math.Max(recorded.Messages.Count, now.Messages.Count); i++)
        {
            if (i >= recorded.Messages.Count)
                return ($"messages[{i}]", "no message", Show(Parse(now.Messages[i].Json)));
            if (i >= now.Messages.Count)
                return ($"messages[{i}]", Show(Parse(recorded.Messages[i].Json)), "no message");
            if (recorded.Messages[i].Hash != now.Messages[i].Hash)
                return Find($"messages[{i}]", Parse(recorded.Messages[i].Json), Parse(now.Messages[i].Json));
        }

        return null;
    }

    /// <summary>Returns the place of the first difference of two values of JSON.</summary>
    public static (string Path, string Recorded, string Now)? Find(string path, JsonElement recorded, JsonElement now)
    {
        if (recorded.ValueKind != now.ValueKind)
            return (path, Show(recorded), Show(now));

        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var name in recorded.EnumerateObject().Concat(now.EnumerateObject()).Select(property => property.Name).Distinct().OrderBy(name => name == "role" ? 0 : 1))
                {
                    var at = path.Length == 0 ? name : $"{path}.{name}";
                    if (!recorded.TryGetProperty(name, out var one))
                        return (at, "nothing", Show(now.GetProperty(name)));
                    if (!now.TryGetProperty(name, out var other))
                        return (at, Show(one), "nothing");
                    if (Find(at, one, other) is { } found)
                        return found;
                }

                return null;

            case JsonValueKind.Array:
                for (var i = 0; i < Math.Max(recorded.GetArrayLength(), now.GetArrayLength()); i++)
                {
                    if (i >= recorded.GetArrayLength())
                        return ($"{path}[{i}]", "nothing", Show(now[i]));
                    if (i >= now.GetArrayLength())
                        return ($"{path}[{i}]", Show(recorded[i]), "nothing");
                    if (Find($"{path}[{i}]", recorded[i], now[i]) is { } found)
                        return found;
                }

                return null;

            case JsonValueKind.String:
                var (old, text) = (recorded.GetString()!, now.GetString()!);
                return old == text ? null : (path, Around(old, Common(old, text)), Around(text, Common(old, text)));

            default:
                return recorded.GetRawText() == now.GetRawText() ? null : (path, Show(recorded), Show(now));
        }
    }

    private static JsonElement Parse(string json) => JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });

    private static string Show(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 2 * Shown ? text : $"{text[..(2 * Shown)]}…";
    }

    private static int Common(string one, string other)
    {
        var length = one.AsSpan().CommonPrefixLength(other);
        return length;
    }

    /// <summary>Shows a text around the place where it differs.</summary>
    private static string Around(string text, int at)
    {
        var from = Math.Max(0, at - (Shown / 2));
        var to = Math.Min(text.Length, at + Shown);
        return JsonSerializer.Serialize($"{(from > 0 ? "…" : "")}{text[from..to]}{(to < text.Length ? "…" : "")}", CassetteJson.Options);
    }
}
