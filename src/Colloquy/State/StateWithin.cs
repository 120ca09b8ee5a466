namespace Colloquy;

/// <summary>The part of a state whose keys stand under a name.</summary>
internal sealed class StateWithin(SessionState state, string name) : SessionState
{
    private readonly string _prefix = name + "/";

    internal override async ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        Inside(await state.ReadAsync(_prefix + key, cancellationToken).ConfigureAwait(false));

    internal override async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = await state.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(entry => entry.Key.StartsWith(_prefix, StringComparison.Ordinal)).Select(entry => Inside(entry)!)];
    }

    internal override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) => state.WriteAsync(
        StateJson.CheckKey(_prefix + key),
        found => change(Inside(found)) is { } body ? body with { Key = _prefix + body.Key } : null,
        cancellationToken);

    private StateEntry? Inside(StateEntry? entry) => entry is null ? null : entry with { Key = entry.Key[_prefix.Length..] };
}
