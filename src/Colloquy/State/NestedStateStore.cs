namespace Colloquy;

/// <summary>The keys of a scope that stand under a name.</summary>
internal sealed class NestedStateStore(StateStore area, string prefix) : StateStore(area.Scope, area.Options)
{
    public override async ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        Inside(await area.ReadAsync(StateJson.CheckKey(prefix + key), cancellationToken).ConfigureAwait(false));

    public override async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = await area.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(entry => IsInside(entry.Key)).Select(entry => Inside(entry)!)];
    }

    public override async ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken)
    {
        var all = await area.ReadChangesAsync(since, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(change => IsInside(change.Key)).Select(change => change with { Key = change.Key[prefix.Length..] })];
    }

    public override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) => area.WriteAsync(
        StateJson.CheckOwnKey(prefix + key),
        found => change(Inside(found)) is { } body ? body with { Key = prefix + body.Key } : null,
        cancellationToken);

    private bool IsInside(string key) => key.StartsWith(prefix, StringComparison.Ordinal);

    private StateEntry? Inside(StateEntry? entry) => entry is null ? null : entry with { Key = entry.Key[prefix.Length..] };
}
