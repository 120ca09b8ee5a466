using System.Collections.Immutable;

namespace Colloquy.Storage.Conformance;

/// <summary>What state must hold, kept in the plainest way: a branch is the state at its head and at the beginning of each of its turns.</summary>
internal sealed class ScopeModel
{
    public Dictionary<(SessionKey Session, string Branch), ScopeHead> Branches { get; } = [];

    public Dictionary<SessionOwner, ScopeOwner> Owners { get; } = [];

    public ScopeOwner Owner(SessionOwner owner)
    {
        if (!Owners.TryGetValue(owner, out var found))
            Owners.Add(owner, found = new ScopeOwner());
        return found;
    }
}

/// <summary>The session state of a branch.</summary>
/// <param name="State">What it holds at the head.</param>
/// <param name="BeforeTurns">What it held before each turn, the newest on top.</param>
internal sealed record ScopeHead(ImmutableSortedDictionary<string, int> State, ImmutableStack<ImmutableSortedDictionary<string, int>> BeforeTurns)
{
    public static ScopeHead Empty { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), []);

    public ScopeHead Begin() => this with { BeforeTurns = BeforeTurns.Push(State) };

    public ScopeHead Undo() => new(BeforeTurns.Peek(), BeforeTurns.Pop());

    public ScopeHead Write(string key, int? value) => this with { State = value is { } number ? State.SetItem(key, number) : State.Remove(key) };
}

/// <summary>The state of a user or an app.</summary>
internal sealed class ScopeOwner
{
    public SortedDictionary<string, (int? Value, long Version)> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The writes that runs made, by version: what the logs must tell.</summary>
    public SortedDictionary<long, string> Told { get; } = [];

    public long Version { get; private set; }

    public void Write(string key, int? value, string? author)
    {
        Version++;
        Keys[key] = (value, Version);
        if (author is not null)
            Told[Version] = $"{author}: {key} = {(value is null ? "removed" : value)}";
    }
}
