namespace Colloquy.Encryption;

/// <summary>Encrypts the state of an owner with its newest key. Versions stay: readers see no change.</summary>
internal sealed class StateRekeying(ISessionStore store, StateSealing sealing, RekeyProgress progress)
{
    /// <summary>Encrypts all values that are under an older key.</summary>
    /// <returns>false when a value cannot be decrypted.</returns>
    public async Task<bool> RunAsync(SessionOwner owner, OwnerKey key, CancellationToken cancellationToken)
    {
        var (states, rewriting) = (store.GetService<IOwnerState>()!, store.GetService<IContentRewriting>()!);
        for (var isWhole = true; ;)
        {
            var isSettled = true;
            foreach (var stored in await states.ReadChangesAsync(owner, StateVersion.None, cancellationToken).ConfigureAwait(false))
            {
                if (stored.Removed || (Envelope.Inspect(stored.Value.Span, out var id) is null && id == key.Id))
                    continue;

                var opened = await sealing.OpenAsync(owner, stored, cancellationToken).ConfigureAwait(false);
                if (opened.Unreadable is { } problem)
                {
                    isWhole = false;
                    progress.Note($"The state key '{stored.Key}' of {owner} was left as it is: its value {problem}. Write or remove the key, and call again.");
                    continue;
                }

                // Another write in between is seen in the next round.
                await rewriting.RewriteStateAsync(owner, new StateRewrite(stored, StateSealing.Seal(owner, stored.Key, stored.Version, opened.Value, key)), cancellationToken).ConfigureAwait(false);
                isSettled = false;
            }

            if (isSettled || !isWhole)
                return isWhole;
        }
    }
}
