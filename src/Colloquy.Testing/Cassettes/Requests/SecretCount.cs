namespace Colloquy.Testing;

/// <summary>Counts the secrets that were replaced: each value once, by what found it.</summary>
internal sealed class SecretCount
{
    private readonly SortedDictionary<string, HashSet<string>> _found = new(StringComparer.Ordinal);

    public void Add(string kind, string value)
    {
        if (!_found.TryGetValue(kind, out var values))
            _found[kind] = values = new HashSet<string>(StringComparer.Ordinal);
        values.Add(value);
    }

    /// <summary>Returns a line for each kind, such as <c>keys of known services: 1</c>.</summary>
    public IReadOnlyList<string> Describe() => [.. _found.Select(one => $"{one.Key}: {one.Value.Count}")];
}
