using System.Net.Http.Headers;

namespace Colloquy.Models;

/// <summary>The keys that a request carries, so that an answer that repeats one does not bring it into an exception.</summary>
internal sealed class WireSecrets(IReadOnlyList<string> values)
{
    // A shorter one is no secret, and taking it out would make messages unreadable.
    private const int Shortest = 6;

    private static readonly string[] s_headers = ["Authorization", "api-key", "x-api-key", "x-goog-api-key"];

    public static WireSecrets None { get; } = new([]);

    public static WireSecrets Of(HttpRequestHeaders headers) => Of(name => headers.TryGetValues(name, out var values) ? values : null);

    /// <summary>Returns the secrets among headers that are read by their names.</summary>
    public static WireSecrets Of(Func<string, IEnumerable<string>?> read)
    {
        List<string> values = [];
        foreach (var name in s_headers)
            values.AddRange((read(name) ?? []).Select(value => value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim()).Where(value => value.Length >= Shortest));

        return values.Count == 0 ? None : new WireSecrets(values);
    }

    public string? Hide(string? text)
    {
        if (text is null)
            return null;

        foreach (var value in values)
            text = text.Replace(value, "***", StringComparison.Ordinal);

        return text;
    }
}
